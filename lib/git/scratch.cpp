// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/scratch.hpp"

#include <git2/sys/mempack.h>
#include <git2/sys/odb_backend.h>

namespace rpmworks::git {

namespace {

constexpr int k_written_first = 999;

}  // namespace

RepositoryHandle scratch_over(const Repository& repository) {
  const RepositoryHandle real = open_git_dir(repository.git_dir());
  const fs::path objects = fs::path(git_repository_commondir(real.get())) / "objects";
  git_odb* raw_odb = nullptr;
  if (git_odb_new(&raw_odb) != 0) throw failure("making a git object store in memory");
  const OdbHandle odb(raw_odb);
  git_odb_backend* memory = nullptr;
  if (git_odb_add_disk_alternate(odb.get(), objects.c_str()) != 0 || git_mempack_new(&memory) != 0 ||
      git_odb_add_backend(odb.get(), memory, k_written_first) != 0)
    throw failure("making a git object store in memory");
  git_repository* scratch = nullptr;
  if (git_repository_wrap_odb(&scratch, odb.get()) != 0) throw failure("making a git object store in memory");
  return RepositoryHandle(scratch);
}

}  // namespace rpmworks::git
