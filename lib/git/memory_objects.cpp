// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/memory_objects.hpp"

#include <git2/sys/odb_backend.h>

#include <cstring>
#include <string_view>

namespace rpmworks::git {

namespace {

// Searched before the loose objects (1) and the packs (2) of a repository.
constexpr int k_priority = 100;

std::string key_of(const git_oid& id) {
  return {reinterpret_cast<const char*>(id.id), sizeof id.id};
}

// libgit2 passes a pointer to the first member to the functions below. They must not throw.
struct Backend {
  git_odb_backend parent{};
  std::shared_ptr<MemoryObjects> objects;
  OdbHandle besides;
};

const Backend& from(git_odb_backend* backend) {
  return *reinterpret_cast<const Backend*>(backend);
}

int read_header(size_t* size, git_object_t* type, git_odb_backend* backend, const git_oid* id) {
  const auto& [_, objects, besides] = from(backend);
  if (const auto* const object = objects->find(*id)) {
    *size = object->bytes.size();
    *type = object->type;
    return 0;
  }
  return besides ? git_odb_read_header(size, type, besides.get(), id) : GIT_ENOTFOUND;
}

// Allocates one more byte for a NUL, as libgit2's own backends do.
int give(void** bytes, git_odb_backend* backend, const void* from_here, size_t size) {
  char* const copy = static_cast<char*>(git_odb_backend_data_alloc(backend, size + 1));
  if (!copy) return GIT_ERROR;
  std::memcpy(copy, from_here, size);
  copy[size] = '\0';
  *bytes = copy;
  return 0;
}

int read(void** bytes, size_t* size, git_object_t* type, git_odb_backend* backend, const git_oid* id) {
  const auto& [_, objects, besides] = from(backend);
  if (const auto* const object = objects->find(*id)) {
    *size = object->bytes.size();
    *type = object->type;
    return give(bytes, backend, object->bytes.data(), *size);
  }
  git_odb_object* raw = nullptr;
  if (!besides) return GIT_ENOTFOUND;
  if (const int result = git_odb_read(&raw, besides.get(), id); result != 0) return result;
  const OdbObjectHandle found(raw);
  *size = git_odb_object_size(raw);
  *type = git_odb_object_type(raw);
  return give(bytes, backend, git_odb_object_data(raw), *size);
}

int exists(git_odb_backend* backend, const git_oid* id) {
  return from(backend).objects->find(*id) != nullptr;
}

int write(git_odb_backend* backend, const git_oid* id, const void* bytes, size_t size, git_object_t type) {
  try {
    from(backend).objects->put(*id, {type, std::string(static_cast<const char*>(bytes), size)});
    return 0;
  } catch (const std::bad_alloc&) {
    return GIT_ERROR;
  }
}

void free_backend(git_odb_backend* backend) {
  delete reinterpret_cast<Backend*>(backend);
}

}  // namespace

const MemoryObjects::Object* MemoryObjects::find(const git_oid& id) const {
  const auto found = m_objects.find(key_of(id));
  return found == m_objects.end() ? nullptr : &found->second;
}

void MemoryObjects::put(const git_oid& id, Object object) {
  m_objects.emplace(key_of(id), std::move(object));
}

void add_backend(git_odb* odb, std::shared_ptr<MemoryObjects> objects, OdbHandle besides) {
  auto backend = std::make_unique<Backend>();
  if (git_odb_init_backend(&backend->parent, GIT_ODB_BACKEND_VERSION) != 0)
    throw failure("preparing a git object store in memory");
  backend->objects = std::move(objects);
  backend->besides = std::move(besides);
  backend->parent.read = read;
  backend->parent.read_header = read_header;
  backend->parent.exists = exists;
  backend->parent.write = write;
  backend->parent.free = free_backend;
  if (git_odb_add_backend(odb, &backend->parent, k_priority) != 0)
    throw failure("preparing a git object store in memory");
  (void)backend.release();  // now owned by the object store
}

}  // namespace rpmworks::git
