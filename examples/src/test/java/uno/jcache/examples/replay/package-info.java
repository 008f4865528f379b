/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package uno.jcache.examples.replay;

import org.jspecify.annotations.NullMarked;
