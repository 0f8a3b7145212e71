// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <string>

#include "git/handles.hpp"

namespace rpmworks::git {

/// Git objects in memory. Several threads may read them once they are written.
class MemoryObjects {
 public:
  struct Object {
    git_object_t type = GIT_OBJECT_INVALID;
    std::string bytes;
  };
  /// Returns null if there is no such object.
  const Object* find(const git_oid& id) const;
  void put(const git_oid& id, Object object);

 private:
  std::map<std::string, Object> m_objects;  ///< by the bytes of their ids
};

/// Makes an object store also find `objects`, and those of `besides` if given. Objects written to the store
/// from now on go into `objects`.
void add_backend(git_odb* odb, std::shared_ptr<MemoryObjects> objects, OdbHandle besides = nullptr);

}  // namespace rpmworks::git
