// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/unified_diff.hpp"

#include <memory>

#include "git/handles.hpp"

namespace rpmworks::git {

namespace {}  // namespace

std::string unified_diff(const std::string& before, const std::string& after, const std::string& name) {
  initialise();
  git_patch* raw = nullptr;
  if (git_patch_from_buffers(&raw, before.data(), before.size(), name.c_str(), after.data(), after.size(),
                             name.c_str(), nullptr) != 0)
    throw failure("comparing two texts");
  const PatchHandle patch(raw);
  git_buf buffer{};
  if (git_patch_to_buf(&buffer, raw) != 0) throw failure("comparing two texts");
  const Owned<git_buf, git_buf_dispose> owned(&buffer);
  const std::string text(buffer.ptr, buffer.size);
  // Skip the two header lines that name blobs: these texts are not blobs.
  const size_t start = text.find("--- ");
  return start == std::string::npos ? "" : text.substr(start);
}

}  // namespace rpmworks::git
