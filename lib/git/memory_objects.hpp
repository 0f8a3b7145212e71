// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <string>

#include "git/handles.hpp"

namespace rpmworks::git {

/// Git objects that no repository holds. Once written, several threads may read them.
class MemoryObjects {
 public:
  struct Object {
    git_object_t type = GIT_OBJECT_INVALID;
    std::string bytes;
  };
  /// Null when there is no such object.
  const Object* find(const git_oid& id) const;
  void put(const git_oid& id, Object object);

 private:
  std::map<std::string, Object> m_objects;  ///< by the bytes of their ids
};

/// Lets an object store find `objects` beside its own, and those of `besides` when it is given; what is
/// written to the store from now on goes to `objects`.
void add_backend(git_odb* odb, std::shared_ptr<MemoryObjects> objects, OdbHandle besides = nullptr);

}  // namespace rpmworks::git
