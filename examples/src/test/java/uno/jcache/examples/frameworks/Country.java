/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.examples.frameworks;

import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;

/** An entity that never changes. */
@Entity
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.READ_ONLY)
@SuppressWarnings("NullAway.Init") // Hibernate sets what is not null
class Country {
  @Id private String code;
  private String name;

  /** For Hibernate. */
  protected Country() {}

  Country(String code, String name) {
    this.code = code;
    this.name = name;
  }

  String code() {
    return code;
  }

  String name() {
    return name;
  }
}
