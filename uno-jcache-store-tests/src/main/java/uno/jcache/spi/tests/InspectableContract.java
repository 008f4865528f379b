/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.tests;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import uno.jcache.spi.Inspectable;

/** An {@link Inspectable} store describes itself, open and closed. */
@ContractOf(Inspectable.class)
@DisplayName("Inspectable: facts for operators")
public abstract class InspectableContract extends StoreContract {
  /** For subclasses. */
  protected InspectableContract() {}

  @Test
  void anOpenStoreDescribesItself() {
    assertThat(open().as(Inspectable.class).details()).isNotEmpty();
  }

  @Test
  void aClosedStoreDescribesItself() {
    TestStore store = open();
    store.close();
    assertThat(store.as(Inspectable.class).details()).isNotNull();
  }
}
