/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/** What Hibernate calls when it starts. Nothing else uses it, so Hibernate is optional. */
@NullMarked
package uno.jcache.internal.hibernate;

import org.jspecify.annotations.NullMarked;
