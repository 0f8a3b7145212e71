// SPDX-License-Identifier: GPL-3.0-or-later
#include "locking/upstream_metadata.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "buildroot/open_upstream.hpp"
#include "core/pool.hpp"
#include "core/text.hpp"
#include "core/threads.hpp"
#include "locking/lock_inputs.hpp"
#include "locking/records.hpp"

namespace rpmworks::locking {

namespace {

using lockfile::LockedUpstream;

const LockedUpstream* find(const lockfile::Lock* lock, const std::string& name) {
  if (!lock) return nullptr;
  const auto at = std::ranges::find(lock->upstreams, name, &LockedUpstream::name);
  return at == lock->upstreams.end() ? nullptr : &*at;
}

// The metadata of another address has revisions of its own.
bool is_same_address(const LockedUpstream& locked, const config::Upstream& upstream,
                     const config::Config& config) {
  return locked.is_mirror_list == upstream.baseurl.empty() && locked.url == locked_url(upstream, config);
}

void refuse_older(const upstream::Metadata& metadata, const config::Upstream& upstream,
                  const LockedUpstream* locked, product::Session& session) {
  if (!locked || !is_same_address(*locked, upstream, session.config)) return;
  const std::string& found = metadata.revision;
  if (!upstream::is_older_revision(found, locked->revision)) {
    const bool is_ordered = found == locked->revision || upstream::is_older_revision(locked->revision, found);
    if (!is_ordered)
      session.reporter.warning(
          fmt::format("{}: whether its metadata is older than that of the lock is not known: its revision is "
                      "'{}', and the lock has '{}'",
                      upstream.name, found, locked->revision));
    return;
  }
  throw Error(ExitCode::upstream,
              fmt::format("the metadata of {} is older than that of the lock: its revision is {}, and the "
                          "lock has {}",
                          upstream.name, metadata.revision, locked->revision))
      .at(upstream.where)
      .note(fmt::format("from {}", without_credentials(metadata.baseurl)))
      .hint(
          "a mirror that is out of date, or somebody who hides updates, gives such metadata: try another "
          "mirror. If the owner of the repository did go back, remove its packages and its line from "
          "repos.lock, and run `rpmworks lock`");
}

// In the store, so that the lock can be solved again when the upstream has moved on.
void keep(store::Store& store, const upstream::Metadata& metadata, bool is_signed) {
  const auto before = k_kept_metadata.find(store, metadata.repomd_sha256, store::Blobs::present);
  const bool has_advisories = metadata.updateinfo.path.empty() ||
                              (before && before->files.contains(metadata.updateinfo.checksum.hex));
  if (before && (before->is_signed || !is_signed) && has_advisories) return;
  KeptMetadata kept{.repomd = store.put_file(metadata.repomd), .files = {}, .is_signed = is_signed};
  // The upstream has changed meanwhile, so its other files are others too.
  if (kept.repomd != metadata.repomd_sha256) return;
  kept.files[metadata.primary_checksum.hex] = store.put_file(metadata.primary);
  if (!metadata.filelists.empty())
    kept.files[metadata.filelists_checksum.hex] = store.put_file(metadata.filelists);
  if (!metadata.modules.path.empty())
    kept.files[metadata.modules.checksum.hex] = store.put_file(metadata.modules.path);
  if (!metadata.updateinfo.path.empty())
    kept.files[metadata.updateinfo.checksum.hex] = store.put_file(metadata.updateinfo.path);
  // Files that were kept before and are not wanted now.
  if (before) kept.files.insert(before->files.begin(), before->files.end());
  k_kept_metadata.put(store, metadata.repomd_sha256, kept);
}

}  // namespace

MetadataByName current_metadata(product::Session& session, const std::vector<std::string>& upstreams,
                                const lockfile::Lock* lock, const upstream::MetadataRules& wanted) {
  std::vector<upstream::Metadata> all(upstreams.size());
  parallel_for(upstreams.size(), thread_limit(), [&](size_t i) {
    const config::Upstream& upstream = session.config.upstreams.at(upstreams[i]);
    all[i] = buildroot::open_upstream(session.config, upstream, session.workspace, session.reporter,
                                      {.advisories = wanted.advisories, .modules = true})
                 .metadata();
    refuse_older(all[i], upstream, find(lock, upstream.name), session);
    keep(session.store, all[i], upstream.signed_repomd);
  });
  MetadataByName by_name;
  for (auto& metadata : all) by_name[metadata.name] = std::move(metadata);
  return by_name;
}

std::optional<MetadataByName> locked_metadata(product::Session& session,
                                              const std::vector<std::string>& upstreams,
                                              const lockfile::Lock& lock,
                                              const upstream::MetadataRules& wanted) {
  MetadataByName by_name;
  for (const auto& name : upstreams) {
    const LockedUpstream* locked = find(&lock, name);
    const config::Upstream& upstream = session.config.upstreams.at(name);
    if (!locked || !is_same_address(*locked, upstream, session.config)) return std::nullopt;
    const auto kept = k_kept_metadata.find(session.store, locked->repomd_sha256, store::Blobs::known_whole);
    if (!kept || (upstream.signed_repomd && !kept->is_signed)) return std::nullopt;
    const auto file_of = [&](const std::string&, const upstream::Checksum& checksum) {
      const auto at = kept->files.find(checksum.hex);
      return at == kept->files.end() ? fs::path() : session.store.blob(at->second);
    };
    bool is_complete = true;
    const auto wanted_file_of = [&](const std::string& kind, const upstream::Checksum& checksum) {
      fs::path file = file_of(kind, checksum);
      is_complete &= !file.empty() || kind == "filelists";
      return file;
    };
    by_name[name] = upstream::read_kept_metadata(
        {.name = name,
         .baseurl = upstream.baseurl,
         .repomd = session.store.blob(kept->repomd),
         .repomd_sha256 = kept->repomd,
         .find = wanted_file_of,
         .cache = session.workspace.upstreams() / "solv"},
        {.signed_repomd = false, .sha1 = upstream.sha1, .advisories = wanted.advisories, .modules = true});
    if (!is_complete) return std::nullopt;
  }
  return by_name;
}

}  // namespace rpmworks::locking
