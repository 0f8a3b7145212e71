// SPDX-License-Identifier: GPL-3.0-or-later
#include "upstream/repository.hpp"

#include <fmt/format.h>

#include <mutex>
#include <optional>

#include "core/error.hpp"
#include "core/lock.hpp"
#include "core/pool.hpp"
#include "core/text.hpp"
#include "store/private_folder.hpp"
#include "upstream/address.hpp"
#include "upstream/download.hpp"
#include "upstream/packages.hpp"
#include "upstream/repomd.hpp"
#include "upstream/repomd_signature.hpp"

namespace rpmworks::upstream {

namespace {

std::string without_slash(std::string url) {
  while (url.size() > 1 && url.ends_with('/')) url.pop_back();
  return url;
}

std::string as_file_name(const std::string& text) {
  std::string name;
  for (const char letter : text) {
    const bool plain = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                       (letter >= '0' && letter <= '9') || letter == '-' || letter == '_';
    name += plain ? letter : '_';
  }
  return name;
}

// The local name of a metadata file. Keeps the end of the name, which determines how it is read.
std::string kept_name(const std::string& kind, const std::string& href) {
  const fs::path end = fs::path(href).extension();
  return kind + (end == ".xml" ? ".xml" : ".xml" + end.string());
}

// Of metadata that changes while it is read.
constexpr int k_readings = 3;

constexpr const char* k_signature = "repomd.xml.asc";
constexpr uint64_t k_largest_signature = 1ULL << 20;

// A small file, which somebody else may have replaced by anything.
std::string read_small(const fs::path& file, uint64_t limit) {
  std::error_code failure;
  if (fs::is_regular_file(file, failure) && fs::file_size(file, failure) <= limit) return read_file(file);
  throw Error(ExitCode::upstream,
              fmt::format("{} is not a file of at most {}", file.string(), human_bytes(limit)))
      .hint("it is damaged, or the server is not a package repository");
}

void use(Metadata& metadata, const Repomd& listed) {
  metadata.revision = listed.revision;
  metadata.has_modules = listed.has_modules;
  const auto describe = [](const std::optional<Record>& record, MetadataFile& file) {
    if (record)
      file = {.path = {}, .checksum = record->checksum, .open_size = record->open_size, .name = record->href};
  };
  describe(listed.updateinfo, metadata.updateinfo);
  describe(listed.modules, metadata.modules);
  metadata.primary_open_size = listed.primary.open_size;
  metadata.filelists_open_size = listed.filelists ? listed.filelists->open_size : 0;
}

}  // namespace

bool Checksum::matches(std::string_view bytes) const {
  return hex.empty() || Digest(algorithm).update(bytes).hex() == hex;
}

struct Repository::State {
  State(const Address& address, rpm::Keyring keys, fs::path folder);

  rpm::Keyring trust;
  fs::path cache;
  MetadataRules rules;
  std::string shown_address;
  Metadata metadata;
  std::vector<fs::path>
      folders;  ///< of a local repository: base folders of hrefs; the first that has the file is used
  std::unique_ptr<Downloader> downloader;  ///< of a remote repository
  Repomd contents;                         ///< of repomd.xml
  std::mutex downloading;
  bool is_locked = false;  ///< see Repository::open_for_packages

  fs::path use_folder(const fs::path& folder);
  void open_local(const fs::path& folder);
  void open_remote(const Address& address, Reporter& reporter);
  bool has_changed(const std::optional<fs::path>& folder);
  void forget();
  void fetch_metadata(const Address& address, Reporter& reporter);
  bool use_kept(const fs::path& folder);
  void check_size(const fs::path& file, const Record& record) const;
  void fetch_more(const fs::path& folder);
  void require_signature(std::string_view repomd, const std::optional<std::string>& signature);
  std::string signature_of(std::string_view repomd, const fs::path& kept, const fs::path& folder);

  fs::path package_folder() const { return cache / "packages"; }
};

// Sets the folders of a local repository. Returns the folder of its metadata; empty if there is none.
fs::path Repository::State::use_folder(const fs::path& folder) {
  std::error_code failure;
  fs::path real = fs::canonical(folder / "repodata", failure);
  // If somebody replaces the link meanwhile, the folder that was opened is still used.
  if (!failure && real.filename() == "repodata") folders.push_back(real.parent_path());
  folders.push_back(folder);
  return failure ? fs::path() : real;
}

void Repository::State::open_local(const fs::path& folder) {
  const fs::path repodata = folder / "repodata";
  const fs::path real = use_folder(folder);
  const fs::path repomd = real / "repomd.xml";
  std::error_code failure;
  if (real.empty() || !fs::is_regular_file(repomd, failure)) {
    throw Error(ExitCode::upstream, fmt::format("no repository {} at {}", metadata.name, metadata.baseurl))
        .note(fmt::format("no such file: {}", (repodata / "repomd.xml").string()))
        .hint(
            "check the address of the repository; createrepo_c makes a repository from a folder of packages");
  }
  metadata.repomd = repomd;
  // Read once: others may be able to write to the file.
  const std::string bytes = read_small(repomd, k_largest_repomd);
  metadata.repomd_sha256 = sha256(bytes);
  if (rules.signed_repomd) {
    const fs::path signature = real / k_signature;
    std::optional<std::string> text;
    if (fs::exists(signature, failure)) text = read_small(signature, k_largest_signature);
    require_signature(bytes, text);
    metadata.repomd_signature = signature;
  }
  const Repomd listed = read_repomd(metadata.name, bytes, repomd, rules);
  auto locate = [&](const Record& record) {
    for (const fs::path& base : folders) {
      if (fs::exists(base / record.href)) return base / record.href;
    }
    return folders.front() / record.href;
  };
  metadata.primary = locate(listed.primary);
  metadata.primary_checksum = listed.primary.checksum;
  check_size(metadata.primary, listed.primary);
  if (!file_matches(metadata.primary, metadata.primary_checksum)) {
    throw Error(ExitCode::upstream,
                fmt::format("the metadata of {} does not match its repomd.xml", metadata.name))
        .note(fs::exists(metadata.primary)
                  ? fmt::format("{} was changed or damaged", metadata.primary.string())
                  : fmt::format("no such file: {}", metadata.primary.string()))
        .hint("run createrepo_c again, or wait until the program that changes it has ended");
  }
  if (listed.filelists) {
    metadata.filelists = locate(*listed.filelists);
    metadata.filelists_checksum = listed.filelists->checksum;
    check_size(metadata.filelists, *listed.filelists);
  }
  use(metadata, listed);
  contents = listed;
  const auto locate_more = [&](const std::optional<Record>& record, MetadataFile& file) {
    if (!record) return;
    file.path = locate(*record);
    check_size(file.path, *record);
  };
  locate_more(listed.updateinfo, metadata.updateinfo);
  locate_more(listed.modules, metadata.modules);
}

// Before a file of a local repository is read: it may be larger than this machine's memory.
void Repository::State::check_size(const fs::path& file, const Record& record) const {
  std::error_code failure;
  const uint64_t size = fs::file_size(file, failure);
  const uint64_t limit = record.size ? record.size : k_largest_metadata;
  if (failure || size <= limit) return;
  throw Error(ExitCode::upstream,
              fmt::format("the metadata of {} does not match its repomd.xml", metadata.name))
      .note(fmt::format("{} has {}, not {}", file.string(), human_bytes(size), human_bytes(limit)))
      .hint("run createrepo_c again, or wait until the program that changes it has ended");
}

void Repository::State::require_signature(std::string_view repomd,
                                          const std::optional<std::string>& signature) {
  metadata.repomd_signer =
      repomd_signer({.name = metadata.name, .address = shown_address}, trust, repomd, signature);
}

// The verified repomd.xml.asc of a remote repository: from the cache if that one is good, else downloaded
// into `folder`.
std::string Repository::State::signature_of(std::string_view repomd, const fs::path& kept,
                                            const fs::path& folder) {
  if (fs::exists(kept / k_signature)) {
    std::string known = read_small(kept / k_signature, k_largest_signature);
    if (trust.verify_detached(repomd, known).trust == rpm::Trust::good) {
      require_signature(repomd, known);
      return known;
    }
  }
  const fs::path file = folder / k_signature;
  std::optional<std::string> text;
  if (downloader->fetch_if_there({.href = std::string("repodata/") + k_signature,
                                  .to = file,
                                  .checksum = {},
                                  .size = 0,
                                  .limit = k_largest_signature}))
    text = read_small(file, k_largest_signature);
  require_signature(repomd, text);
  return *text;
}

// Uses metadata in the cache if it is still valid.
bool Repository::State::use_kept(const fs::path& folder) {
  metadata.repomd = folder / "repomd.xml";
  std::error_code failure;
  if (!fs::is_regular_file(metadata.repomd, failure)) return false;
  const std::string bytes = read_file(metadata.repomd);
  if (sha256(bytes) != metadata.repomd_sha256) return false;
  const Repomd listed = read_repomd(metadata.name, bytes, metadata.repomd, rules);
  use(metadata, listed);
  contents = listed;
  metadata.primary = folder / kept_name("primary", listed.primary.href);
  metadata.primary_checksum = listed.primary.checksum;
  if (!file_matches(metadata.primary, metadata.primary_checksum)) return false;
  if (!listed.filelists) return true;
  metadata.filelists = folder / kept_name("filelists", listed.filelists->href);
  metadata.filelists_checksum = listed.filelists->checksum;
  return file_matches(metadata.filelists, metadata.filelists_checksum);
}

// Downloads what the rules ask for beyond the usual metadata into the folder of that metadata.
void Repository::State::fetch_more(const fs::path& folder) {
  std::vector<Wanted> wanted;
  const auto find = [&](const char* kind, const std::optional<Record>& record, MetadataFile& file) {
    if (!record) return;
    file.path = folder / kept_name(kind, record->href);
    if (file_matches(file.path, record->checksum)) return;
    wanted.push_back({.href = record->href,
                      .to = file.path.string() + ".new",
                      .checksum = record->checksum,
                      .size = record->size,
                      .limit = k_largest_metadata});
  };
  find("updateinfo", contents.updateinfo, metadata.updateinfo);
  find("modules", contents.modules, metadata.modules);
  if (wanted.empty()) return;
  const FileLock alone = FileLock::wait(folder.parent_path() / "lock");
  downloader->fetch(wanted, 2, {});
  for (const Wanted& one : wanted) rename_file(one.to, fs::path(one.to).replace_extension());
}

void Repository::State::open_remote(const Address& address, Reporter& reporter) {
  fetch_metadata(address, reporter);
  fetch_more(metadata.repomd.parent_path());
}

void Repository::State::fetch_metadata(const Address& address, Reporter& reporter) {
  downloader = std::make_unique<Downloader>(address);
  const fs::path folder =
      cache / "repositories" / (as_file_name(address.name) + "-" + sha256(address.url()).substr(0, 16));
  Activity fetching(reporter, "reading", address.name);
  DownloadWatch watch;
  watch.on_mirror = mirror_warning(reporter, address.name);
  watch.on_bytes = [&](uint64_t bytes) { fetching.received(bytes); };
  store::sweep_unused(folder, "new-");
  // An active download holds the lock.
  if (const auto alone = FileLock::try_take(folder / "lock")) store::sweep_old(folder, "partial-");
  const TempDir incoming(folder, "new-");
  downloader->fetch_repomd(incoming.path(), watch);
  const fs::path repomd = incoming.path() / "repodata" / "repomd.xml";
  const std::string bytes = read_small(repomd, k_largest_repomd);
  metadata.repomd_sha256 = sha256(bytes);
  const fs::path kept = folder / metadata.repomd_sha256;
  std::string signature;
  if (rules.signed_repomd) signature = signature_of(bytes, kept, incoming.path());
  const auto keep_signature = [&] {
    if (!rules.signed_repomd) return;
    metadata.repomd_signature = kept / k_signature;
    if (!fs::exists(metadata.repomd_signature) || read_file(metadata.repomd_signature) != signature)
      replace_file(metadata.repomd_signature, signature);
  };
  if (use_kept(kept)) {
    keep_signature();
    fetching.result("unchanged");
    return;
  }
  const Repomd listed = read_repomd(metadata.name, bytes, repomd, rules);
  const FileLock alone = FileLock::wait(folder / "lock");
  if (use_kept(kept)) return keep_signature();  // another process has just downloaded it
  remove_tree(kept);
  // Kept after an interrupt, so that the next download resumes.
  const fs::path partial = folder / ("partial-" + metadata.repomd_sha256);
  make_folders(partial);
  const auto wanted_as = [&](const std::string& kind, const Record& record) {
    return Wanted{.href = record.href,
                  .to = partial / kept_name(kind, record.href),
                  .checksum = record.checksum,
                  .size = record.size,
                  .limit = k_largest_metadata};
  };
  std::vector<Wanted> wanted{wanted_as("primary", listed.primary)};
  if (listed.filelists) wanted.push_back(wanted_as("filelists", *listed.filelists));
  downloader->fetch(wanted, 2, watch);
  fs::rename(repomd, partial / "repomd.xml");
  rename_file(partial, kept);
  if (!use_kept(kept)) {
    remove_tree(kept);
    throw Error(ExitCode::upstream,
                fmt::format("the metadata of {} does not match its repomd.xml", metadata.name))
        .note("from " + without_credentials(address.url()))
        .hint("try again later, or another mirror");
  }
  keep_signature();
}

// Whether the repository has another repomd.xml now than when it was opened. `folder`: of a local one.
bool Repository::State::has_changed(const std::optional<fs::path>& folder) {
  if (metadata.repomd_sha256.empty()) return false;
  try {
    if (folder)
      return sha256(read_small(*folder / "repodata" / "repomd.xml", k_largest_repomd)) !=
             metadata.repomd_sha256;
    const TempDir again(cache / "repositories", "new-");
    downloader->fetch_repomd(again.path());
    return digest_of_file(again.path() / "repodata" / "repomd.xml") != metadata.repomd_sha256;
  } catch (const Error& error) {
    if (error.code() == ExitCode::interrupted) throw;
    return false;
  }
}

void Repository::State::forget() {
  metadata = {.name = metadata.name, .baseurl = metadata.baseurl, .cache = metadata.cache};
  folders.clear();
}

Repository::State::State(const Address& address, rpm::Keyring keys, fs::path folder)
    : trust(std::move(keys)), cache(std::move(folder)), shown_address(without_credentials(address.url())) {
  metadata.name = address.name;
  metadata.baseurl = address.baseurl;
  store::sweep_unused(package_folder() / "partial", "copy-");
}

Repository Repository::open_for_packages(Address address, rpm::Keyring trust, const fs::path& cache,
                                         const MetadataRules& rules) {
  address.baseurl = without_slash(std::move(address.baseurl));
  auto state = std::make_unique<State>(address, std::move(trust), cache);
  state->rules = rules;
  state->is_locked = true;
  if (const auto folder = local_file(address.baseurl)) {
    state->use_folder(*folder);
  } else {
    state->downloader = std::make_unique<Downloader>(address);
  }
  return Repository(std::move(state));
}

Repository Repository::open(Address address, rpm::Keyring trust, const fs::path& cache, Reporter& reporter,
                            const MetadataRules& rules) {
  address.baseurl = without_slash(std::move(address.baseurl));
  auto state = std::make_unique<State>(address, std::move(trust), cache);
  state->rules = rules;
  state->metadata.cache = cache / "solv";
  const auto folder = local_file(address.baseurl);
  for (int reading = 1;; ++reading) {
    try {
      folder ? state->open_local(*folder) : state->open_remote(address, reporter);
      return Repository(std::move(state));
    } catch (const Error& error) {
      const bool may_pass = error.code() == ExitCode::upstream || error.code() == ExitCode::trust;
      if (!may_pass || reading == k_readings || !state->has_changed(folder)) throw;
      reporter.detail(
          fmt::format("the metadata of {} changed while it was read, so it is read again", address.name));
      state->forget();
    }
  }
}

Repository::Repository(std::unique_ptr<State> state) : m_state(std::move(state)) {}
Repository::Repository(Repository&&) noexcept = default;
Repository& Repository::operator=(Repository&&) noexcept = default;
Repository::~Repository() = default;

const Metadata& Repository::metadata() const {
  return m_state->metadata;
}

const rpm::Keyring& Repository::trust() const {
  return m_state->trust;
}

std::vector<Fetched> Repository::fetch(const std::vector<Location>& packages, unsigned jobs,
                                       Reporter& reporter) const {
  return std::move(fetch_packages({{.repository = this, .packages = packages}}, jobs, reporter).front());
}

std::vector<std::vector<Fetched>> fetch_packages(const std::vector<PackageRequest>& requests, unsigned jobs,
                                                 Reporter& reporter) {
  std::vector<PackageFetch> fetches;
  for (const PackageRequest& request : requests) {
    Repository::State& state = *request.repository->m_state;
    fetches.emplace_back(PackageSource{.name = state.metadata.name,
                                       .address = state.shown_address,
                                       .is_locked = state.is_locked,
                                       .trust = state.trust,
                                       .rules = state.rules,
                                       .folders = state.folders,
                                       .downloader = state.downloader.get(),
                                       .downloading = state.downloading,
                                       .folder = state.package_folder()},
                         request.packages);
  }
  // One thread for each repository: they wait for servers.
  std::vector<std::optional<Error>> failures(fetches.size());
  parallel_for(fetches.size(), static_cast<unsigned>(fetches.size()), [&](size_t i) {
    try {
      fetches[i].download(jobs, reporter);
    } catch (const Error& error) {
      if (error.code() == ExitCode::interrupted) throw;
      failures[i] = error;
    }
  });
  std::vector<Error> errors;
  for (std::optional<Error>& error : failures)
    if (error) errors.push_back(std::move(*error));
  throw_first(std::move(errors));
  errors.clear();
  for (PackageFetch& fetch : fetches)
    for (Error& error : fetch.verify(jobs, reporter)) errors.push_back(std::move(error));
  throw_first(std::move(errors));
  std::vector<std::vector<Fetched>> all;
  for (PackageFetch& fetch : fetches) all.push_back(fetch.result());
  return all;
}

std::string put_verified(store::Store& store, const Fetched& package) {
  store::StagedBlob copy = store.stage(package.path);
  if (copy.sha256() != package.sha256)
    throw Error(ExitCode::trust, fmt::format("the package {} was replaced after it was verified",
                                             package.path.filename().string()))
        .note(fmt::format("{} has the SHA-256 {}, not {}", package.path.string(), copy.sha256(),
                          package.sha256))
        .hint("run again: it is fetched and verified again");
  return store.put(std::move(copy));
}

Metadata read_kept_metadata(const KeptMetadata& kept, const MetadataRules& rules) {
  const auto failed = [&](const fs::path& file, const std::string& what) {
    return Error(ExitCode::upstream, fmt::format("cannot read the kept metadata of {}", kept.name))
        .note(file.empty() ? what : fmt::format("{} {}", file.string(), what));
  };
  std::error_code failure;
  if (!fs::is_regular_file(kept.repomd, failure)) throw failed(kept.repomd, "does not exist");
  const std::string bytes = read_small(kept.repomd, k_largest_repomd);
  if (sha256(bytes) != kept.repomd_sha256) throw failed(kept.repomd, "is damaged");
  const Repomd listed = read_repomd(kept.name, bytes, kept.repomd, rules);
  const auto found = [&](const std::string& kind, const Record& record) {
    fs::path file = kept.find(kind, record.checksum);
    if (file.empty()) throw failed({}, fmt::format("its {} is not kept: {}", kind, record.checksum.hex));
    if (!file_matches(file, record.checksum)) throw failed(file, "is damaged, or does not exist");
    return file;
  };
  Metadata metadata{.name = kept.name,
                    .baseurl = without_slash(kept.baseurl),
                    .repomd = kept.repomd,
                    .primary = found("primary", listed.primary),
                    .primary_checksum = listed.primary.checksum,
                    .filelists = {},
                    .filelists_checksum = {},
                    .repomd_sha256 = kept.repomd_sha256,
                    .cache = kept.cache};
  metadata.primary_name = listed.primary.href;
  if (listed.filelists) {
    metadata.filelists = found("filelists", *listed.filelists);
    metadata.filelists_checksum = listed.filelists->checksum;
    metadata.filelists_name = listed.filelists->href;
  }
  use(metadata, listed);
  // Advisories change nothing that is selected, so they may be missing.
  if (listed.updateinfo) metadata.updateinfo.path = kept.find("updateinfo", listed.updateinfo->checksum);
  if (listed.modules) metadata.modules.path = found("modules", *listed.modules);
  return metadata;
}

}  // namespace rpmworks::upstream
