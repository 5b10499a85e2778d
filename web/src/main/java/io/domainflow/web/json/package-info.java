/**
 * Strict reading of request JSON into records, and writing of records as JSON. Knows no feature,
 * only what all of them share.
 */
@NullMarked
package io.domainflow.web.json;

import org.jspecify.annotations.NullMarked;
