// SPDX-License-Identifier: GPL-3.0-or-later
// For the .cpp files of this module.
#pragma once

#include <utility>

#include "solve/libsolv.hpp"

namespace rpmworks::solve {

/// A set of packages of a pool, in libsolv's form.
class IdSet {
 public:
  IdSet() { map_init(&m_map, 0); }
  explicit IdSet(const Pool* pool) { map_init(&m_map, pool->nsolvables); }
  IdSet(const IdSet& other) { map_init_clone(&m_map, &other.m_map); }
  IdSet(IdSet&& other) noexcept : IdSet() { swap(other); }
  IdSet& operator=(IdSet other) noexcept {
    swap(other);
    return *this;
  }
  ~IdSet() { map_free(&m_map); }

  void insert(Id id) { map_set(&m_map, id); }
  void erase(Id id) { map_clr(&m_map, id); }
  bool contains(Id id) const { return id < m_map.size * 8 && map_tst(const_cast<Map*>(&m_map), id) != 0; }
  Map* get() { return &m_map; }

 private:
  void swap(IdSet& other) noexcept { std::swap(m_map, other.m_map); }
  Map m_map;
};

}  // namespace rpmworks::solve
