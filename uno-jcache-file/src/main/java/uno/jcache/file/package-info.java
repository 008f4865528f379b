/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * A store that keeps the entries of each region in a file, where they survive restarts and crashes:
 * {@link uno.jcache.file.FileStoreProvider}.
 *
 * @since 0.1.0
 */
@NullMarked
package uno.jcache.file;

import org.jspecify.annotations.NullMarked;
