/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package uno.jcache.file;

import org.jspecify.annotations.NullMarked;
