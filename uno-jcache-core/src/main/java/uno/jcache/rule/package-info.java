/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * Rules that invalidate entries by age, by event, or when other entries change.
 *
 * <p>{@link uno.jcache.rule.InvalidationRules} keeps the rules of a manager; {@link
 * uno.jcache.rule.CacheEvents} publishes application events.
 *
 * @since 0.1.0
 */
@NullMarked
package uno.jcache.rule;

import org.jspecify.annotations.NullMarked;
