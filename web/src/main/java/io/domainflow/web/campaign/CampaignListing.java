package io.domainflow.web.campaign;

import io.domainflow.campaign.CampaignCursor;
import io.domainflow.campaign.CampaignFilter;
import io.domainflow.campaign.CampaignPage;
import io.domainflow.campaign.CampaignSort;
import io.domainflow.campaign.state.CampaignStatus;
import io.domainflow.web.Page;
import io.domainflow.web.QueryParameters;
import io.domainflow.web.QueryParameters.Range;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The query parameters of the list of campaigns, as they were sent. */
record CampaignListing(
    @Nullable String type,
    @Nullable String status,
    @Nullable String nameContains,
    @Nullable String sort,
    @Nullable String limit,
    @Nullable String cursor) {

  private static final Range LIMIT = new Range(1, 200, 50);

  private static final Map<String, CampaignSort> SORTS =
      Map.of(
          "createdAt", CampaignSort.CREATED_ASCENDING,
          "-createdAt", CampaignSort.CREATED_DESCENDING,
          "name", CampaignSort.NAME_ASCENDING,
          "-name", CampaignSort.NAME_DESCENDING);

  /**
   * What to look for.
   *
   * @throws io.domainflow.InvalidRequestException naming every invalid parameter
   */
  CampaignFilter filter(InstalledTypes types) {
    QueryParameters query = new QueryParameters();
    CampaignSort order =
        Objects.requireNonNullElse(
            query.choice("sort", sort, SORTS), CampaignSort.CREATED_DESCENDING);
    CampaignFilter filter =
        new CampaignFilter(
            query.choice("type", type, byName(types.names(), Function.identity())),
            query.choice("status", status, byName(EnumSet.allOf(CampaignStatus.class), Enum::name)),
            query.text("q", nameContains),
            order,
            after(order, query),
            (int) query.wholeNumber("limit", limit, LIMIT));
    query.check();
    return filter;
  }

  private static <T> Map<String, T> byName(Set<T> choices, Function<T, String> name) {
    Map<String, T> byName = new LinkedHashMap<>();
    choices.forEach(choice -> byName.put(name.apply(choice), choice));
    return byName;
  }

  private @Nullable CampaignCursor after(CampaignSort order, QueryParameters query) {
    if (cursor == null) {
      return null;
    }
    CampaignCursor after = CursorText.read(order, cursor).orElse(null);
    if (after == null) {
      query.refuse("cursor", "must be the next of a page in the same order");
    }
    return after;
  }

  /** The page of {@code found}, which {@code filter} led to. */
  static Page<CampaignAnswer> page(
      CampaignFilter filter, CampaignPage found, InstalledTypes types) {
    CampaignCursor next = found.next();
    return new Page<>(
        found.campaigns().stream().map(types::answer).toList(),
        next == null ? null : CursorText.write(filter.sort(), next));
  }
}
