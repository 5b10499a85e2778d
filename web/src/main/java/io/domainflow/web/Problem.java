package io.domainflow.web;

import io.domainflow.InvalidRequestException.Violation;
import io.domainflow.campaign.state.CampaignStatus;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong with a request, in the form of RFC 9457. Components that do not apply are null
 * and are left out of the answer.
 *
 * @param type a stable reference, {@code /problems/} and the code of the failure
 * @param title the kind of problem in words, the same for each of its occurrences
 * @param status the HTTP status
 * @param detail what happened this time
 * @param instance the path that was asked for
 * @param errors each invalid field of the request
 * @param current the state that a campaign is in, if that forbade what was asked for
 * @param wanted the state that it would have got, if the state was what was wrong
 * @param incident what to search the server's log for
 */
@Schema(description = "A problem as of RFC 9457")
public record Problem(
    String type,
    String title,
    int status,
    String detail,
    String instance,
    @Nullable List<Violation> errors,
    @Nullable CampaignStatus current,
    @Nullable CampaignStatus wanted,
    @Nullable String incident) {

  private static final String TYPES = "/problems/";

  /** A problem without extensions; its type and title are made of {@code code}. */
  static Problem of(String code, int status, String detail, String instance) {
    return new Problem(
        TYPES + code, titleOf(code), status, detail, instance, null, null, null, null);
  }

  /** The same problem with its invalid fields. */
  Problem withErrors(List<Violation> invalid) {
    return new Problem(type, title, status, detail, instance, invalid, current, wanted, incident);
  }

  /** The same problem with the step that the campaign's state forbade. */
  Problem withTransition(CampaignStatus from, @Nullable CampaignStatus to) {
    return new Problem(type, title, status, detail, instance, errors, from, to, incident);
  }

  /** The same problem with the id under which the log tells more. */
  Problem withIncident(String id) {
    return new Problem(type, title, status, detail, instance, errors, current, wanted, id);
  }

  private static String titleOf(String code) {
    String words = code.replace('-', ' ');
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }
}
