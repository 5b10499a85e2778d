package io.domainflow.web.campaign;

import io.domainflow.CampaignId;
import io.domainflow.campaign.CampaignFilter;
import io.domainflow.campaign.CampaignOrchestrator;
import io.domainflow.campaign.CampaignQueries;
import io.domainflow.campaign.CampaignRequest;
import io.domainflow.campaign.CampaignType;
import io.domainflow.campaign.CampaignView;
import io.domainflow.campaign.state.CampaignNotFoundException;
import io.domainflow.idempotency.IdempotencyKey;
import io.domainflow.idempotency.StoredAnswer;
import io.domainflow.web.Actor;
import io.domainflow.web.KeyedRequest;
import io.domainflow.web.Page;
import io.domainflow.web.json.RecordReader;
import io.domainflow.web.json.RequestDocument;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.validation.Validator;
import java.net.URI;
import java.util.List;
import java.util.function.Function;

/** Finds and creates campaigns in the form of the API, whatever their type. */
@RequestScoped
public class CampaignDirectory {

  @Inject @Any Instance<CampaignType<?>> installedTypes;
  @Inject CampaignOrchestrator orchestrator;
  @Inject CampaignQueries queries;
  @Inject Validator validator;
  @Inject Actor actor;

  /** Creates what {@code request} describes, for the user who makes the request. */
  CampaignAnswer create(RequestDocument request) {
    return types().answer(orchestrator.create(read(request), actor.name()));
  }

  /**
   * The same once for the values of the header {@code Idempotency-Key}.
   *
   * @param location where a campaign is found
   */
  StoredAnswer createOnce(
      RequestDocument request, List<String> keys, Function<CampaignId, URI> location) {
    IdempotencyKey key = KeyedRequest.key("create_campaign", actor.name(), keys, request.json());
    return orchestrator.createOnce(
        key,
        read(request),
        view -> {
          CampaignAnswer campaign = types().answer(view);
          return KeyedRequest.created(
              location.apply(campaign.id()), VersionTag.of(campaign), campaign);
        });
  }

  private CampaignRequest<?> read(RequestDocument request) {
    return campaigns().read(request.json());
  }

  private NewCampaignReader campaigns() {
    return new NewCampaignReader(new RecordReader(validator), types());
  }

  /** Creates the pipeline that {@code request} describes, whole or not at all. */
  PipelineAnswer createPipeline(RequestDocument request) {
    NewPipeline pipeline = new NewPipelineReader(campaigns()).read(request.json());
    return new PipelineAnswer(
        orchestrator.createPipeline(pipeline.stages(), pipeline.start(), actor.name()).stream()
            .map(types()::answer)
            .toList());
  }

  /** The same once for the values of the header {@code Idempotency-Key}. */
  StoredAnswer createPipelineOnce(RequestDocument request, List<String> keys) {
    IdempotencyKey key = KeyedRequest.key("create_pipeline", actor.name(), keys, request.json());
    NewPipeline pipeline = new NewPipelineReader(campaigns()).read(request.json());
    return orchestrator.createPipelineOnce(
        key,
        pipeline.stages(),
        pipeline.start(),
        views ->
            KeyedRequest.created(
                null, null, new PipelineAnswer(views.stream().map(types()::answer).toList())));
  }

  /**
   * The campaign as it is now.
   *
   * @throws CampaignNotFoundException if there is none
   */
  CampaignAnswer find(CampaignId id) {
    return queries
        .find(id)
        .map(types()::answer)
        .orElseThrow(() -> new CampaignNotFoundException(id));
  }

  /** The campaign as the operation that has changed it left it. */
  CampaignAnswer show(CampaignView campaign) {
    return types().answer(campaign);
  }

  /**
   * Ends the request if there is no such campaign.
   *
   * @throws CampaignNotFoundException if there is none
   */
  void requireExisting(CampaignId id) {
    if (queries.find(id).isEmpty()) {
      throw new CampaignNotFoundException(id);
    }
  }

  /** A page of the campaigns that {@code listing} asks for. */
  Page<CampaignAnswer> list(CampaignListing listing) {
    CampaignFilter filter = listing.filter(types());
    return CampaignListing.page(filter, queries.list(filter), types());
  }

  private InstalledTypes types() {
    return new InstalledTypes(installedTypes);
  }
}
