// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/stat.h>

#include <string>

namespace rpmworks::store {

/// What the kernel reports about a file's content: device, inode, size and mtime. A file that is written to
/// gets another one. The ctime is left out, because it changes whenever a release gets or loses a link to the
/// file.
std::string content_identity(const struct stat& info);

/// Whether a file's mtime is so old that writing to the file now would change it: file systems do not note
/// the time more precisely than the kernel's clock ticks, and some only in whole seconds.
bool is_settled(const struct stat& info);

}  // namespace rpmworks::store
