// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "git/handles.hpp"

namespace rpmworks::git {

/// A text allocated by libgit2.
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

/// The changes as git prints them, one file after another, without a summary. Corrects two faults of libgit2:
/// it prints the two lines of file names also for an empty file, which patch(1) rejects as garbage; and it
/// prints no tab after names with blanks, which patch(1) then truncates.
std::string patch_text(git_diff* changes);

}  // namespace rpmworks::git
