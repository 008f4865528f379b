/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * Stores that keep the entries of a region in a file, over restarts and crashes: {@link
 * uno.jcache.file.FileStoreProvider}.
 */
@NullMarked
package uno.jcache.file;

import org.jspecify.annotations.NullMarked;
