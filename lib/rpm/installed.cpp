// SPDX-License-Identifier: GPL-3.0-or-later
#include <fcntl.h>
#include <fmt/format.h>
#include <rpm/header.h>
#include <rpm/rpmdb.h>
#include <rpm/rpmmacro.h>
#include <rpm/rpmts.h>

#include "core/error.hpp"
#include "core/handle.hpp"
#include "rpm/contents.hpp"
#include "rpm/database.hpp"
#include "rpm/reader.hpp"
#include "rpm/runtime.hpp"

namespace rpmworks::rpm {

namespace {

using DatabaseIterator = Owned<rpmdbMatchIterator_s, rpmdbFreeIterator>;

Error unreadable_database(const fs::path& database, const MessageCapture& capture) {
  return Error(ExitCode::invalid, fmt::format("cannot read the rpm database {}", database.string()))
      .notes(capture.messages())
      .hint("it may be damaged, or have a format that this rpm does not know; copy it again");
}

// librpm learns from a macro where the database is.
Transaction open_database(const DatabaseFolder& folder) {
  const MessageCapture capture;
  Transaction ts = new_transaction(nullptr);
  rpmtsSetVSFlags(ts.get(), RPMVSF_MASK_NODIGESTS | RPMVSF_MASK_NOSIGNATURES);
  const std::lock_guard guard(opening_databases());
  rpmPushMacro(nullptr, "_dbpath", nullptr, folder.pinned().c_str(), RMIL_CMDLINE);
  const int failed = rpmtsOpenDB(ts.get(), O_RDONLY);
  rpmPopMacro(nullptr, "_dbpath");
  if (failed) throw unreadable_database(folder.real(), capture);
  return ts;
}

}  // namespace

struct InstalledPackages::State {
  explicit State(const fs::path& path) : folder(path), ts(open_database(folder)) {}

  DatabaseFolder folder;
  Transaction ts;
  std::mutex alone;
};

InstalledPackages::InstalledPackages(const fs::path& path) : m_state(std::make_unique<State>(path)) {}
InstalledPackages::InstalledPackages(InstalledPackages&&) noexcept = default;
InstalledPackages::~InstalledPackages() = default;

void InstalledPackages::each(
    const std::function<void(const Package& package, unsigned number)>& visit) const {
  const std::lock_guard guard(m_state->alone);
  const MessageCapture capture;
  const DatabaseIterator all(rpmtsInitIterator(m_state->ts.get(), RPMDBI_PACKAGES, nullptr, 0));
  if (!all) throw unreadable_database(m_state->folder.real(), capture);
  // The iterator owns the header until the next call.
  while (Header header = rpmdbNextIterator(all.get())) {
    const Package package = package_of(header, {});
    if (package.nevra.name != "gpg-pubkey") visit(package, headerGetInstance(header));
  }
}

Contents InstalledPackages::contents_of(unsigned number) const {
  const std::lock_guard guard(m_state->alone);
  const MessageCapture capture;
  const DatabaseIterator one(rpmtsInitIterator(m_state->ts.get(), RPMDBI_PACKAGES, &number, sizeof number));
  Header header = one ? rpmdbNextIterator(one.get()) : nullptr;
  if (!header)
    throw Error(ExitCode::invalid, fmt::format("the rpm database {} has changed while it was read",
                                               m_state->folder.real().string()))
        .hint("repeat the command when no package is being installed");
  return rpm::contents_of(header, {});
}

}  // namespace rpmworks::rpm
