// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "git/handles.hpp"

namespace rpmworks::git {

/// Text that libgit2 writes.
class Buffer {
 public:
  Buffer() = default;
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  ~Buffer() { git_buf_dispose(&m_buffer); }
  git_buf* get() { return &m_buffer; }
  std::string_view text() const { return {m_buffer.ptr, m_buffer.size}; }

 private:
  git_buf m_buffer{};
};

/// The changes as git writes them, one file after another, with no summary. libgit2 writes the two lines of
/// names also for an empty file, where no change follows and patch(1) takes them for garbage; and it puts no
/// tab after names that have blanks, which patch(1) then cuts off.
std::string patch_text(git_diff* changes);

}  // namespace rpmworks::git
