/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.examples.frameworks;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;

/** An entity that changes often, with a version. */
@Entity
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
class Account {
  @Id private long id;
  private long balance;
  @Version private int version;

  /** For Hibernate. */
  protected Account() {}

  Account(long id, long balance) {
    this.id = id;
    this.balance = balance;
  }

  long id() {
    return id;
  }

  long balance() {
    return balance;
  }

  int version() {
    return version;
  }

  void add(long amount) {
    balance += amount;
  }
}
