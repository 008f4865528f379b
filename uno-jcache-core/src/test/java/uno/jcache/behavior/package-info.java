/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * What caches do, as applications see it, by topic. These tests run in the heap, and again over
 * each store; here is what they share.
 */
package uno.jcache.behavior;
