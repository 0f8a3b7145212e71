// SPDX-License-Identifier: GPL-3.0-or-later
#include "verifying/remote_release.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <set>

#include "attest/release.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/pool.hpp"
#include "core/temporary.hpp"
#include "core/text.hpp"
#include "repodata/repodata.hpp"
#include "upstream/address.hpp"
#include "verifying/mirrors.hpp"
#include "verifying/remote_address.hpp"
#include "verifying/web_files.hpp"

namespace rpmworks::verifying {

namespace {

constexpr const char* k_packages_option = "run again with --packages, which downloads every package";

// A file that is not there is left out: the gates miss it.
void fetch_files(const RemoteAddress& address, const std::vector<std::string>& files, const fs::path& folder,
                 const WebFiles& web, Activity& activity) {
  parallel_for(files.size(), k_connections, [&](size_t i) {
    const fs::path to = folder / files[i];
    make_folders(to.parent_path());
    const bool is_signature = files[i].ends_with(".asc");
    web.fetch(url_below(address.release, files[i]), to, is_signature ? k_largest_small_file : k_largest_file);
    activity.step();
  });
}

std::vector<std::string> small_files(const manifest::Manifest& manifest) {
  std::set<std::string> files{"manifest.json.asc", attest::k_release_file};
  for (const auto& file : manifest.files) files.insert(file.file);
  for (const auto& section : manifest.sections)
    for (const char* end : {"/repodata/repomd.xml", "/repodata/repomd.xml.asc"})
      files.insert(section.path + end);
  files.erase("manifest.json");
  return {files.begin(), files.end()};
}

std::vector<std::string> metadata_of(const manifest::Manifest& manifest, const fs::path& folder) {
  std::set<std::string> files;
  for (const auto& section : manifest.sections) {
    try {
      if (fs::exists(folder / section.path / "repodata/repomd.xml"))
        for (const auto& file : repodata::metadata_files(folder / section.path))
          if (!fs::exists(folder / section.path / file)) files.insert(section.path + "/" + file);
    } catch (const Error&) {
      // The repodata gate reports this error.
    }
  }
  return {files.begin(), files.end()};
}

}  // namespace

struct RemoteRelease::State {
  TempDir tmp{temporary_folder(), "remote-"};
  WebFiles web{tmp.path()};
  fs::path folder = tmp.path() / "release";
  RemoteAddress address;
  std::string shown;
  gates::RemotePackages packages;

  std::mutex mutex;
  std::map<std::string, size_t> without_size;  ///< packages whose size the server does not state, by section

  void fetch(Reporter& reporter) {
    make_folders(folder);
    write_new_file(folder / "manifest.json", address.manifest_json);
    const auto files = small_files(address.manifest);
    Activity reading(reporter, "reading", shown, files.size());
    fetch_files(address, files, folder, web, reading);
    const auto metadata = metadata_of(address.manifest, folder);
    fetch_files(address, metadata, folder, web, reading);
    reading.result(counted(files.size() + metadata.size(), "file"));
  }

  std::string fault_of(const manifest::Entry& entry) {
    const auto stated = web.stated(url_below(address.release, entry.file));
    if (!stated.is_there) return fmt::format("{} is missing on the server", entry.file);
    if (stated.size && *stated.size != entry.size)
      return fmt::format("{} has {} bytes on the server, but the manifest says {}", entry.file, *stated.size,
                         entry.size);
    if (!stated.size) {
      const std::lock_guard guard(mutex);
      ++without_size[entry.section];
    }
    return {};
  }

  std::string read(const manifest::Entry& entry, const std::function<void(const fs::path&)>& work) const {
    const TempDir place(tmp.path(), "package-");
    const fs::path file = place.path() / "package.rpm";
    // One more byte shows that a file is larger.
    if (!web.fetch(url_below(address.release, entry.file), file, entry.size + 1))
      return fmt::format("{} is missing on the server", entry.file);
    work(file);
    return {};
  }
};

bool is_remote(const std::string& text) {
  return is_web_url(text);
}

std::string local_place(const std::string& text) {
  if (!text.starts_with("file:")) return text;
  const auto folder = upstream::local_file(text);
  return folder ? folder->string() : text;
}

RemoteRelease::RemoteRelease(std::unique_ptr<State> state) : m_state(std::move(state)) {}
RemoteRelease::RemoteRelease(RemoteRelease&&) noexcept = default;
RemoteRelease::~RemoteRelease() = default;

RemoteRelease RemoteRelease::open(const std::string& url, bool with_packages, Reporter& reporter) {
  auto state = std::make_unique<State>();
  State* const s = state.get();
  s->address = find_remote_release(url, s->web);
  s->shown = shown_url(s->address.release);
  s->fetch(reporter);
  s->packages.fault = [s](const manifest::Entry& entry) { return s->fault_of(entry); };
  if (with_packages)
    s->packages.read = [s](const manifest::Entry& entry, const auto& work) { return s->read(entry, work); };
  s->packages.why_not_read =
      fmt::format("the packages are on a server and were not read: {}", k_packages_option);
  return RemoteRelease(std::move(state));
}

const fs::path& RemoteRelease::folder() const {
  return m_state->folder;
}

const std::string& RemoteRelease::shown() const {
  return m_state->shown;
}

const gates::RemotePackages& RemoteRelease::packages() const {
  return m_state->packages;
}

void RemoteRelease::take_packages(const std::vector<manifest::Entry>& packages, Reporter& reporter) const {
  Activity taking(reporter, "downloading", "packages", packages.size());
  parallel_for(packages.size(), k_connections, [&](size_t i) {
    const manifest::Entry& entry = packages[i];
    const fs::path to = m_state->folder / entry.file;
    make_folders(to.parent_path());
    // One more byte shows that a file is larger.
    if (!m_state->web.fetch(url_below(m_state->address.release, entry.file), to, entry.size + 1))
      throw Error(ExitCode::upstream, fmt::format("{} is missing on the server", entry.file));
    if (digest_of_file(to) != entry.sha256)
      throw Error(ExitCode::trust,
                  fmt::format("{} on the server is not the package of the signed manifest", entry.file))
          .hint("tell the maintainers of the server: somebody or something replaced it");
    taking.step();
  });
}

void RemoteRelease::complete(std::vector<gates::Check>& checks, Reporter& reporter) const {
  for (auto& check : checks) {
    if (check.name == "digests" && !m_state->packages.read) {
      check.notes.push_back(
          "the packages were not read: the server states their sizes, and the metadata must have the digests "
          "of the signed manifest");
      if (const auto unknown = m_state->without_size.find(check.subject);
          unknown != m_state->without_size.end())
        check.notes.push_back(
            fmt::format("the server does not state the size of {}: it is only known that it "
                        "has them",
                        counted(unknown->second, "package")));
    }
    if (check.name == "files")
      check.notes.push_back(
          "files that neither the manifest nor the metadata lists cannot be seen on a server");
  }
  if (m_state->address.releases.empty() || checks.size() < 2) return;
  const auto waivers = std::ranges::find(checks, "waivers", &gates::Check::name);
  checks.insert(waivers, check_mirrors({.release = m_state->address.release,
                                        .releases = m_state->address.releases,
                                        .folder = m_state->folder,
                                        .manifest = m_state->address.manifest,
                                        .tmp = m_state->tmp.path()},
                                       m_state->web, reporter));
}

}  // namespace rpmworks::verifying
