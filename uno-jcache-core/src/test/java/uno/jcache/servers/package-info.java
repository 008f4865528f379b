/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/** Servers of tests, and networks that fail. */
package uno.jcache.servers;
