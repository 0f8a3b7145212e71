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

// Nothing, or what failed: the words are the calling thread's, and others may ask later.
std::optional<Error> initialise_once() {
  if (git_libgit2_init() < 0) return failure("cannot initialise libgit2");
  // Neither the system's nor the user's configuration and attributes may change what comes out.
  for (const int level :
       {GIT_CONFIG_LEVEL_PROGRAMDATA, GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL})
    git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, "");
  // The owner matters to git because it runs programs that a repository's configuration names. Nothing of a
  // repository is run here, and reading another user's is everyday work for a release made by root.
  git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
  // Objects are made in memory only, of parts that the repository has: looking each of them up is for
  // nothing.
  git_libgit2_opts(GIT_OPT_ENABLE_STRICT_OBJECT_CREATION, 0);
  // As git itself when it reads: ids were computed when the objects came in, and zlib's sums find damage on
  // disk. Computing them again doubles the time.
  git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
  // The folders of a large repository are asked for again and again; libgit2 keeps none beyond 4 KiB.
  git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, GIT_OBJECT_TREE, size_t{1} << 20);
  // Extensions of a repository's format (gitrepository-layout(5)) that change nothing of what is read here,
  // or that are taken care of: partial.hpp, and Repository::open for worktreeConfig.
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
  // As libgit2 words it wherever an object is looked up.
  if (!last || last->klass != GIT_ERROR_ODB || !reason.starts_with("object not found")) return error;
  return Error(ExitCode::invalid, error.what())
      .hint(
          "the repository is a partial clone or damaged; in a partial clone git fetch --refetch --no-filter "
          "(git 2.36 or "
          "later), or a new clone without --filter, brings what is missing");
}

RepositoryHandle open_git_dir(const fs::path& folder) {
  initialise();
  git_repository* repository = nullptr;
  // As a bare one: its work tree may be gone, and is not asked for.
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
    throw Error(ExitCode::invalid, fmt::format("'{}' is no git object id of 40 hexadecimal digits", hex));
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
    throw Error(ExitCode::invalid, fmt::format("the git object {} has {}, more than the {} that are read",
                                               hex_of(id), human_bytes(size), human_bytes(k_largest_object)))
        .hint("keep large files in git LFS, or outside of git and name them under `sources:`");
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
    throw std::move(error).hint("the repository may be damaged; git fsck tells");
  }
  const OdbObjectHandle owned(object);
  if (git_odb_object_type(object) != GIT_OBJECT_BLOB)
    throw Error(ExitCode::invalid, fmt::format("the git object {} is no blob", id));
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
                // libgit2 keeps the summary in the commit when it is asked for.
                .subject = utf8(git_commit_summary(const_cast<git_commit*>(commit))),
                .message = utf8(git_commit_message(commit))};
  for (unsigned i = 0; i < git_commit_parentcount(commit); ++i)
    result.parents.push_back(hex_of(*git_commit_parent_id(commit, i)));
  return result;
}

}  // namespace rpmworks::git
