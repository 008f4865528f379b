/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/** Read-through and write-through. */
@NullMarked
package uno.jcache.internal.engine.integration;

import org.jspecify.annotations.NullMarked;
