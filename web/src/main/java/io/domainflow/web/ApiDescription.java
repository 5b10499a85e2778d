package io.domainflow.web;

import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.parameters.Parameter.In;

/** Says in the OpenAPI description what holds for each operation, once for all of them. */
public class ApiDescription implements OASFilter {

  private static final String PROBLEM = "#/components/schemas/Problem";

  /** Ids are texts; the scanner takes their Java type for a JSON object. */
  @Override
  public Parameter filterParameter(Parameter parameter) {
    return parameter.getIn() == In.PATH
        ? parameter.schema(OASFactory.createSchema().type(SchemaType.STRING).format("uuid"))
        : parameter;
  }

  /** Whatever fails is a problem. */
  @Override
  public Operation filterOperation(Operation operation) {
    Schema problem = OASFactory.createSchema().ref(PROBLEM);
    Content content =
        OASFactory.createContent()
            .addMediaType("application/problem+json", OASFactory.createMediaType().schema(problem));
    operation
        .getResponses()
        .addAPIResponse(
            "4XX",
            OASFactory.createAPIResponse()
                .description("The request is refused; type and detail say why.")
                .content(content));
    return operation;
  }
}
