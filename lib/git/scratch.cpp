// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/scratch.hpp"

#include "git/memory_objects.hpp"

namespace rpmworks::git {

RepositoryHandle scratch_over(const Repository& repository) {
  const RepositoryHandle real = open_git_dir(repository.git_dir());
  const fs::path objects = fs::path(git_repository_commondir(real.get())) / "objects";
  git_odb* raw = nullptr;
  if (git_odb_new(&raw) != 0) throw failure("making a git object store in memory");
  const OdbHandle odb(raw);
  if (git_odb_new(&raw) != 0) throw failure("making a git object store in memory");
  OdbHandle on_disk(raw);
  if (git_odb_add_disk_alternate(raw, objects.c_str()) != 0)
    throw failure("making a git object store in memory");
  // The disk backend is not part of the writable store: if an object that is written already exists there,
  // libgit2 would update its file time.
  add_backend(odb.get(), std::make_shared<MemoryObjects>(), std::move(on_disk));
  git_repository* scratch = nullptr;
  if (git_repository_wrap_odb(&scratch, odb.get()) != 0) throw failure("making a git object store in memory");
  return RepositoryHandle(scratch);
}

}  // namespace rpmworks::git
