/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/** Several processes that share regions while networks, servers and processes fail. */
package uno.jcache.endurance;
