package io.domainflow.web.campaign;

import io.domainflow.InvalidRequestException;
import io.domainflow.campaign.state.Control;
import jakarta.ws.rs.core.EntityTag;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of a campaign as an entity tag (RFC 9110, section 8.8.3): it tells states apart, not
 * progress, for it is there to be sent back as If-Match.
 */
final class VersionTag {

  static final String IF_MATCH = "If-Match";

  /** Any version (RFC 9110, section 13.1.1). */
  private static final String ANY = "*";

  /** At most 18 digits: those always fit a long. */
  private static final Pattern TAG = Pattern.compile("\"(0|[1-9][0-9]{0,17})\"");

  private VersionTag() {}

  /** The tag of the campaign that is shown. */
  static EntityTag of(CampaignAnswer campaign) {
    return new EntityTag(Long.toString(campaign.version()));
  }

  /**
   * What {@code actor} expects of a campaign with the values of If-Match.
   *
   * @throws InvalidRequestException if they are not one version in quotes or an asterisk
   */
  static Control control(String actor, List<String> ifMatch) {
    if (ifMatch.isEmpty()) {
      return Control.by(actor);
    }
    String tag = ifMatch.get(0).strip();
    Matcher version = TAG.matcher(tag);
    if (ifMatch.size() == 1 && tag.equals(ANY)) {
      return Control.by(actor);
    }
    if (ifMatch.size() > 1 || !version.matches()) {
      throw new InvalidRequestException(
          IF_MATCH, "must be one version in double quotes, like \"3\", or *");
    }
    return Control.by(actor).expecting(Long.parseLong(version.group(1)));
  }
}
