/**
 * What all of the HTTP API shares: its root, problems, pages and checks of queries. May use every
 * feature and web.json.
 */
@NullMarked
package io.domainflow.web;

import org.jspecify.annotations.NullMarked;
