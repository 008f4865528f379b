/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/** The configuration of a manager: where it is found, what it may say, what it means. */
@NullMarked
package uno.jcache.internal.config;

import org.jspecify.annotations.NullMarked;
