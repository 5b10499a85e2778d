/**
 * What is to be generated: definitions, checked and in canonical form, and the names that follow
 * from them, by computation alone. Uses no feature and no database.
 */
@NullMarked
package io.domainflow.generation.definition;

import org.jspecify.annotations.NullMarked;
