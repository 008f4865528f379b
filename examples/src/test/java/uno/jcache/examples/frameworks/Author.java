/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.examples.frameworks;

import jakarta.persistence.Cacheable;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.Set;
import java.util.TreeSet;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;

/** An entity with a natural id and a collection, all of which are cached. */
@Entity
@Cacheable
@Cache(usage = CacheConcurrencyStrategy.NONSTRICT_READ_WRITE)
@NaturalIdCache
@SuppressWarnings("NullAway.Init") // Hibernate sets what is not null
class Author {
  @Id private long id;
  @NaturalId private String email;
  private String name;

  @ElementCollection
  @Cache(usage = CacheConcurrencyStrategy.NONSTRICT_READ_WRITE)
  private Set<String> titles;

  /** For Hibernate. */
  protected Author() {}

  Author(long id, String email, String name) {
    this.id = id;
    this.email = email;
    this.name = name;
    this.titles = new TreeSet<>();
  }

  long id() {
    return id;
  }

  String email() {
    return email;
  }

  String name() {
    return name;
  }

  void rename(String newName) {
    name = newName;
  }

  Set<String> titles() {
    return titles;
  }
}
