// SPDX-License-Identifier: GPL-3.0-or-later
// For the .cpp files of this module: owners of libsolv's objects.
#pragma once

#include <cstdio>
#include <string>
#include <vector>

#include "core/handle.hpp"
#include "solve/libsolv.hpp"

namespace rpmworks::solve {

using PoolHandle = Owned<Pool, pool_free>;

using File = Owned<FILE, std::fclose>;

/// libsolv's list of numbers.
class IdQueue {
 public:
  IdQueue() { queue_init(&m_queue); }
  ~IdQueue() { queue_free(&m_queue); }
  IdQueue(const IdQueue&) = delete;
  IdQueue& operator=(const IdQueue&) = delete;
  Queue* get() { return &m_queue; }
  void push(Id id) { queue_push(&m_queue, id); }
  void push(Id first, Id second) { queue_push2(&m_queue, first, second); }
  int size() const { return m_queue.count; }
  Id operator[](int index) const { return m_queue.elements[index]; }

 private:
  Queue m_queue;
};

/// A pool that compares and combines packages as rpm does.
PoolHandle new_pool();

/// libsolv's id of a dependency as rpm prints it; 0 if it cannot be parsed.
Id parse_dependency(Pool* pool, const std::string& text);

/// The simple dependencies of a rich one; a simple one itself.
std::vector<Id> parts_of(Pool* pool, Id dependency);

/// Like parts_of, without those in conditions: "a" of "(a if b)".
std::vector<Id> wanted_parts(Pool* pool, Id dependency);

/// Whether a dependency is rich: "(a or b)".
bool is_rich(const Pool* pool, Id dependency);

/// Whether installing packages of the pool can satisfy a dependency, judging each part separately.
bool can_be_had(Pool* pool, Id dependency);

}  // namespace rpmworks::solve
