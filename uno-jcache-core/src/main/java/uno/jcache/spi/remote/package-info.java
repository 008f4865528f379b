/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
/**
 * Support for stores that are servers: what each of them needs, whatever it speaks. Nothing of it
 * is required of a store.
 *
 * <ul>
 *   <li>{@link uno.jcache.spi.remote.CircuitBreaker}: calls fail immediately while a server does
 *       not answer.
 *   <li>{@link uno.jcache.spi.remote.RequestCombiner}: what many threads ask becomes few commands.
 *   <li>{@link uno.jcache.spi.remote.BatchSizer}: how many entries to ask for together.
 *   <li>{@link uno.jcache.spi.remote.RemoteEntry}: the stored form of an entry.
 *   <li>{@link uno.jcache.spi.remote.KnownInvalidations}: the invalidations that were read last.
 *   <li>{@link uno.jcache.spi.remote.ChangeMessage}: the stored form of a message about a change.
 *   <li>{@link uno.jcache.spi.remote.UnacknowledgedWrites}: which changes were not acknowledged,
 *       and may have taken effect.
 *   <li>{@link uno.jcache.spi.remote.ErrorAdvice}: says what a failed call met, and what to do.
 *   <li>{@link uno.jcache.spi.remote.IsolatedThreads}: threads that hold nothing of an application.
 *   <li>{@link uno.jcache.spi.remote.UnreachableCloser}: closes what an abandoned factory has
 *       opened.
 * </ul>
 *
 * @since 0.1.0
 */
@Incubating
@NullMarked
package uno.jcache.spi.remote;

import org.jspecify.annotations.NullMarked;
import uno.jcache.Incubating;
