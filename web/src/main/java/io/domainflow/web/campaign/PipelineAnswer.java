package io.domainflow.web.campaign;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The campaigns of a pipeline, in the order in which they work on each other's results. */
@Schema(name = "Pipeline")
record PipelineAnswer(List<CampaignAnswer> campaigns) {}
