// SPDX-License-Identifier: GPL-3.0-or-later
#include "releases/tree_state.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/handle.hpp"
#include "store/file_identity.hpp"

namespace rpmworks::releases {

namespace {

store::FileIdentity identity_of(const store::FileStatus& status) {
  store::FileIdentity identity = status.is_single() ? status.content_and_ctime() : status.content();
  identity.text += fmt::format(" {:o}", status.mode());
  return identity;
}

class Walk {
 public:
  explicit Walk(const fs::path& folder) { add(AT_FDCWD, folder.c_str(), folder); }

  TreeState state() {
    return {.digest = m_digest.hex(), .is_settled = m_ambiguous_until < std::chrono::system_clock::now()};
  }

 private:
  void add(int parent, const char* name, const fs::path& shown) {
    const int fd = ::openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    const Owned<DIR, ::closedir> listing(fd < 0 ? nullptr : ::fdopendir(fd));
    if (!listing) throw system_error("list", shown.string());
    std::vector<std::string> names;
    while (const dirent* entry = ::readdir(listing.get())) {
      const std::string_view entry_name = entry->d_name;
      if (entry_name != "." && entry_name != "..") names.emplace_back(entry_name);
    }
    std::ranges::sort(names);
    for (const auto& entry : names) {
      const auto status = store::FileStatus::at(fd, entry.c_str());
      if (!status) throw system_error("read the status of", (shown / entry).string());
      m_digest.field(entry);
      if (status->is_folder()) {
        // Its own times change when it is renamed, and say no more than the names in it.
        m_digest.field("folder");
        add(fd, entry.c_str(), shown / entry);
        m_digest.field("end");
        continue;
      }
      const store::FileIdentity identity = identity_of(*status);
      m_ambiguous_until = std::max(m_ambiguous_until, identity.ambiguous_until);
      m_digest.field(identity.text);
    }
  }

  Digest m_digest;
  store::FileIdentity::Time m_ambiguous_until;
};

}  // namespace

std::string file_state(const fs::path& file) {
  const auto status = store::FileStatus::of(file);
  return status && status->is_regular() ? identity_of(*status).text : "";
}

TreeState tree_state(const fs::path& folder) {
  return Walk(folder).state();
}

}  // namespace rpmworks::releases
