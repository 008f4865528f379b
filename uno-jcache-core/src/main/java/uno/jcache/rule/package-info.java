/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * Invalidation by rule: what makes entries go, besides their age and the application's own calls.
 *
 * <p>{@link uno.jcache.rule.InvalidationRules} keeps the rules of a manager; {@link
 * uno.jcache.rule.CacheEvents} is told what happened outside of the caches.
 *
 * @since 0.1.0
 */
@NullMarked
package uno.jcache.rule;

import org.jspecify.annotations.NullMarked;
