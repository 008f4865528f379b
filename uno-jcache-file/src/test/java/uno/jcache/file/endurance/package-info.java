/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/** What the file store goes through: briefly in the module's tests, for long by a command. */
@NullMarked
package uno.jcache.file.endurance;

import org.jspecify.annotations.NullMarked;
