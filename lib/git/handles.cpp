// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/handles.hpp"

#include "git/convert.hpp"
#include "git/memory_objects.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "core/text.hpp"

namespace rpmworks::git {

namespace {

// Returns an error instead of throwing: libgit2's message belongs to this thread, and others may ask later.
std::optional<Error> initialise_once() {
  if (git_libgit2_init() < 0) return failure("cannot initialise libgit2");
  // The configuration and attributes of the system and the user must not change results.
  for (const int level :
       {GIT_CONFIG_LEVEL_PROGRAMDATA, GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL})
    git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, "");
  // git checks the owner because it runs programs that a repository's configuration names. rpmworks runs none
  // of them, and a release made by root usually reads another user's repository.
  git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
  // Objects are made only in memory, from parts that the repository has; looking up each part again is a
  // waste of time.
  git_libgit2_opts(GIT_OPT_ENABLE_STRICT_OBJECT_CREATION, 0);
  // Like git when it reads: ids were computed when objects were added, and zlib's checksums detect damage on
  // disk. Computing the ids again doubles the time.
  git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
  // Folders of a large repository are read repeatedly; by default libgit2 does not cache trees above 4 KiB.
  git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, GIT_OBJECT_TREE, size_t{1} << 20);
  // Extensions of the repository format (gitrepository-layout(5)) that do not affect reading, or that are
  // handled: see partial.hpp, and Repository::open for worktreeConfig.
  const char* extensions[] = {"noop-v1", "partialclone", "preciousobjects", "relativeworktrees",
                              "worktreeconfig"};
  git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions, std::size(extensions));
  return std::nullopt;
}

}  // namespace

void initialise() {
  static const std::optional<Error> failed = initialise_once();
  if (failed) throw Error(*failed);
}

void prepare() {
  initialise();
}

Error failure(const std::string& doing, ExitCode code) {
  const git_error* const last = git_error_last();
  const std::string reason = last && last->message ? last->message : "no reason given";
  Error error(code, fmt::format("{}: {}", doing, reason));
  // libgit2's wording whenever an object lookup fails.
  if (!last || last->klass != GIT_ERROR_ODB || !reason.starts_with("object not found")) return error;
  return Error(ExitCode::invalid, error.what())
      .hint(
          "the repository is a partial clone or damaged; in a partial clone git fetch --refetch --no-filter "
          "(git 2.36 or later), or a new clone without --filter, fetches the missing objects");
}

RepositoryHandle open_git_dir(const fs::path& folder) {
  initialise();
  git_repository* repository = nullptr;
  // Opened as bare: its work tree may not exist, and is not needed.
  if (git_repository_open_ext(&repository, folder.c_str(),
                              GIT_REPOSITORY_OPEN_NO_SEARCH | GIT_REPOSITORY_OPEN_BARE, nullptr) != 0)
    throw failure(fmt::format("cannot open the git repository {}", folder.string()), ExitCode::invalid);
  return RepositoryHandle(repository);
}

bool has_object(const fs::path& git_dir, const std::string& id) {
  const RepositoryHandle repository = open_git_dir(git_dir);
  const git_oid oid = oid_of(id);
  git_object* object = nullptr;
  if (git_object_lookup(&object, repository.get(), &oid, GIT_OBJECT_ANY) != 0) return false;
  git_object_free(object);
  return true;
}

RepositoryHandle Repository::State::another() const {
  RepositoryHandle opened = open_git_dir(git_repository_commondir(handle.get()));
  git_odb* odb = nullptr;
  if (!memory) return opened;
  if (git_repository_odb(&odb, opened.get()) != 0) throw failure("cannot open the git object store");
  add_backend(OdbHandle(odb).get(), memory);
  return opened;
}

std::string hex_of(const git_oid& id) {
  std::string hex(GIT_OID_HEXSZ, '0');
  git_oid_fmt(hex.data(), &id);
  return hex;
}

bool is_full_id(const std::string& text) {
  return text.size() == GIT_OID_HEXSZ &&
         text.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
}

git_oid oid_of(const std::string& hex) {
  git_oid id;
  if (!is_full_id(hex) || git_oid_fromstr(&id, hex.c_str()) != 0)
    throw Error(ExitCode::invalid, fmt::format("'{}' is not a git object id of 40 hexadecimal digits", hex));
  return id;
}

ObjectReader::ObjectReader(git_repository* repository) {
  git_odb* odb = nullptr;
  if (git_repository_odb(&odb, repository) != 0) throw failure("cannot open the git object store");
  m_odb.reset(odb);
}

uint64_t size_of(git_odb* odb, const git_oid& id) {
  size_t size = 0;
  git_object_t type{};
  if (git_odb_read_header(&size, &type, odb, &id) != 0) return 0;
  if (size > k_largest_object)
    throw Error(ExitCode::invalid, fmt::format("the git object {} has {}, but the limit is {}", hex_of(id),
                                               human_bytes(size), human_bytes(k_largest_object)))
        .hint("store large files in git LFS, or outside of git and list them under `sources:`");
  return size;
}

std::string ObjectReader::blob(const std::string& id) const {
  return *blob_up_to(k_largest_object, id);
}

std::optional<std::string> ObjectReader::blob_up_to(uint64_t limit, const std::string& id) const {
  const git_oid oid = oid_of(id);
  if (size_of(m_odb.get(), oid) > limit) return std::nullopt;
  git_odb_object* object = nullptr;
  if (const int result = git_odb_read(&object, m_odb.get(), &oid); result != 0) {
    Error error = failure(fmt::format("cannot read the git object {}", id));
    if (result == GIT_ENOTFOUND) throw error;
    throw std::move(error).hint("the repository may be damaged; check it with git fsck");
  }
  const OdbObjectHandle owned(object);
  if (git_odb_object_type(object) != GIT_OBJECT_BLOB)
    throw Error(ExitCode::invalid, fmt::format("the git object {} is not a blob", id));
  return std::string(static_cast<const char*>(git_odb_object_data(object)), git_odb_object_size(object));
}

CommitHandle lookup_commit(git_repository* repository, const std::string& id) {
  const git_oid oid = oid_of(id);
  git_commit* commit = nullptr;
  if (git_commit_lookup(&commit, repository, &oid) != 0)
    throw failure(fmt::format("cannot read the git commit {}", id), ExitCode::invalid);
  return CommitHandle(commit);
}

Commit commit_from(const git_commit* commit) {
  const char* const encoding = git_commit_message_encoding(commit);
  const auto utf8 = [&](const char* text) {
    const std::string bytes = text ? text : "";
    const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
    if (!encoding && std::all_of(bytes.begin(), bytes.end(), is_ascii)) return bytes;
    if (auto valid = reencode(bytes, encoding ? encoding : "UTF-8", "UTF-8")) return *std::move(valid);
    return reencode(bytes, "ISO-8859-1", "UTF-8").value_or(bytes);  // which takes any byte
  };
  const git_signature* const author = git_commit_author(commit);
  Commit result{.id = hex_of(*git_commit_id(commit)),
                .tree = hex_of(*git_commit_tree_id(commit)),
                .time = git_commit_time(commit),
                .author_name = utf8(author ? author->name : nullptr),
                .author_email = utf8(author ? author->email : nullptr),
                .author_time = author ? author->when.time : 0,
                // libgit2 computes the summary on demand and stores it in the commit.
                .subject = utf8(git_commit_summary(const_cast<git_commit*>(commit))),
                .message = utf8(git_commit_message(commit))};
  for (unsigned i = 0; i < git_commit_parentcount(commit); ++i)
    result.parents.push_back(hex_of(*git_commit_parent_id(commit, i)));
  return result;
}

}  // namespace rpmworks::git
