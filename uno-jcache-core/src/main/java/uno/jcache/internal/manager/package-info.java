/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/** The managers, their caches, regions and providers. */
@NullMarked
package uno.jcache.internal.manager;

import org.jspecify.annotations.NullMarked;
