/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.bytes;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import uno.jcache.internal.store.ByteCodecs;
import uno.jcache.internal.store.Linearizability;
import uno.jcache.internal.store.Store;
import uno.jcache.internal.store.StoreSpec;
import uno.jcache.internal.store.StoreSpecs;
import uno.jcache.spi.HeapByteStore;

/**
 * How the tests beside this check a store over a store of bytes. A call of the latter is taken as
 * one step, and so are encoding and decoding: the interleavings are those of reading, deciding and
 * committing, and of what falls back. Each test is a class of its own, so that they run side by
 * side.
 */
final class OptimisticStoreLinearizability {
  private OptimisticStoreLinearizability() {}

  static void check(Class<?> operations) {
    Linearizability.options()
        .addGuarantee(
            forClasses(HeapByteStore.class.getName(), ByteCodecs.class.getName() + "$1")
                .allMethods()
                .treatAsAtomic())
        .check(operations);
  }

  static Store<Integer, Integer> store(StoreSpec<Integer, Integer> context) {
    StoreSpec<Integer, Integer> outside = StoreSpecs.withCodec(context, ByteCodecs.ofNumbers(0));
    return new OptimisticStore<>(outside, new HeapByteStore(outside.context()));
  }
}
