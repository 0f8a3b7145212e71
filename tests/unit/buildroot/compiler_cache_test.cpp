// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildroot/compiler_cache.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

using namespace rpmworks;
using namespace rpmworks::buildroot;
using namespace rpmworks::engine;

namespace {

constexpr uint64_t k_mib = uint64_t{1} << 20;

config::Target target_with(std::optional<uint64_t> ccache) {
  return {.name = "el9", .arch = "x86_64", .ccache = ccache};
}

InstalledPackage package(const std::string& nevra, const std::string& sha256, const std::string& repository) {
  return {.sha256 = sha256, .nevra = rpm::Nevra::parse(nevra), .repository = repository};
}

class Heard : public EventSink {
 public:
  void on_event(const Event& event) override {
    if (event.kind == Event::Kind::warning) warnings.push_back(event.subject);
  }
  std::vector<std::string> warnings;
};

/// A root whose ccache has compiler links, and the cache for builds in it.
struct Kept {
  TempDir folder{fs::temp_directory_path(), "compilers-"};
  fs::path layer = folder.path() / "layer";
  CompilerCaches caches{folder.path() / "roots", "altai"};
  Kept() { make_folders(layer / "usr/lib64/ccache"); }

  CompilerCacheUse use(const BuildSet& set = {}, uint64_t limit = k_mib) {
    return caches.use(target_with(limit), limit, {layer}, set, Reporter::silent()).value();
  }
};

}  // namespace

TEST_CASE("a package can override its target") {
  CHECK(compiler_cache_limit(target_with({}), {}) == 0);
  CHECK(compiler_cache_limit(target_with(7), {}) == 7);
  CHECK(compiler_cache_limit(target_with(7), {.ccache = false}) == 0);
  CHECK(compiler_cache_limit(target_with(7), {.ccache = true}) == 7);
  CHECK(compiler_cache_limit(target_with({}), {.ccache = true}) == 5 * 1024 * k_mib);
}

TEST_CASE("mock gets options") {
  using Options = std::vector<std::string>;
  const auto options = [](std::optional<uint64_t> of_target, std::optional<bool> of_package,
                          bool second_build) {
    return mock_ccache_options(target_with(of_target), {.ccache = of_package}, "/a 100%/b", second_build);
  };
  CHECK(options({}, {}, false).empty());
  CHECK(options({}, {}, true).empty());
  CHECK(options(20480 * k_mib, {}, false) == Options{"--enable-plugin=ccache",
                                                     "--plugin-option=ccache:max_cache_size=20480M",
                                                     "--plugin-option=ccache:dir=/a 100%%/b"});
  CHECK(options(k_mib, {}, true) == Options{"--disable-plugin=ccache"});
  CHECK(options(k_mib, false, false) == Options{"--disable-plugin=ccache"});
  CHECK(options({}, false, false) == Options{"--disable-plugin=ccache"});
}

TEST_CASE("the folder is for one target, and any build user may write to it") {
  Kept kept;
  const CompilerCacheUse use = kept.use();
  CHECK(use.folder == kept.folder.path() / "roots/ccache/altai/el9-x86_64");
  CHECK(use.links == "/usr/lib64/ccache");
  CHECK((fs::status(use.folder).permissions() & fs::perms::mask) == fs::perms(0777));
}

TEST_CASE("a folder that is not a usable cache is emptied") {
  Kept kept;
  const fs::path folder = kept.folder.path() / "roots/ccache/altai/el9-x86_64";
  make_folders(folder.parent_path());
  SUBCASE("a file instead of the folder") {
    write_new_file(folder, "x");
  }
  SUBCASE("a link instead of the folder") {
    make_folders(kept.folder.path() / "other");
    fs::create_symlink(kept.folder.path() / "other", folder);
  }
  SUBCASE("more data than ccache would keep") {
    make_folders(folder / "0");
    write_new_file(folder / "0" / "huge", std::string(70 * k_mib, 'x'));
  }
  SUBCASE("a file where ccache needs a folder") {
    make_folders(folder / "a");
    write_new_file(folder / "a" / "0", "x");
  }
  SUBCASE("a folder that nobody can open") {
    make_folders(folder / "a" / "hidden");
    fs::permissions(folder / "a" / "hidden", fs::perms::none);
  }
  kept.use();
  CHECK(fs::is_directory(fs::symlink_status(folder)));
  CHECK(fs::is_empty(folder));
}

TEST_CASE("the cache is kept, and is checked once per run") {
  Kept kept;
  const fs::path folder = kept.folder.path() / "roots/ccache/altai/el9-x86_64";
  make_folders(folder / "0");
  write_new_file(folder / "0" / "object", "x");
  write_new_file(folder / "0" / "stats", "1");
  write_new_file(folder / "CACHEDIR.TAG", "");
  kept.use();
  write_new_file(folder / "0" / "more", std::string(70 * k_mib, 'x'));
  kept.use();
  CHECK(fs::exists(folder / "0" / "object"));
  CHECK(fs::exists(folder / "0" / "more"));
}

TEST_CASE("without compiler links nothing is cached, and a warning says so") {
  const TempDir folder(fs::temp_directory_path(), "compilers-");
  CompilerCaches caches(folder.path(), "p");
  const auto heard = std::make_shared<Heard>();
  Reporter reporter(heard);
  CHECK_FALSE(caches.use(target_with(1), 1, {folder.path()}, {}, reporter));
  CHECK(heard->warnings ==
        std::vector<std::string>{
            "the target 'el9' sets `ccache`, but the ccache package of its repositories has no compiler "
            "links (in /usr/lib64/ccache or /usr/lib/ccache): nothing is cached"});
}

TEST_CASE("compilers built by the product are not cached") {
  Kept kept;
  BuildSet set{.base = {package("gcc-12.2-1.x86_64", "1", "os"), package("zlib-1.3-1.x86_64", "2", "os")},
               .extra = {package("greet-devel-1.0-1.x86_64", "3", "")}};
  const std::string before = kept.use(set).toolchain;
  SUBCASE("any package of the product") {
    set.extra[0].sha256 = "4";
  }
  SUBCASE("in any part of the root") {
    set.extra.push_back(set.base.back());
    set.base.pop_back();
  }
  CHECK(kept.use(set).toolchain == before);
  BuildSet other = set;
  other.base[0].sha256 = "5";
  CHECK(kept.use(other).toolchain != before);
  other = set;
  other.extra.push_back(package("binutils-2.40-1.x86_64", "6", ""));
  CHECK(kept.use(other).toolchain != before);
}

TEST_CASE("the sandbox gets the cache") {
  Kept kept;
  const CompilerCacheUse use{"/kept", 20 * k_mib, "/usr/lib/ccache", "abc"};
  sandbox::Sandbox box;
  box.env = {{"HOME", "/builddir"}};
  add_compiler_cache(use, kept.folder.path(), box);
  CHECK(read_file(kept.folder.path() / "toolchain") == "abc\n");
  REQUIRE(box.binds.size() == 2);
  CHECK(box.binds[0].writable);
  CHECK_FALSE(box.binds[1].writable);
  CHECK(box.env ==
        std::map<std::string, std::string>{{"HOME", "/builddir"},
                                           {"PATH", "/usr/lib/ccache:/usr/bin:/bin:/usr/sbin:/sbin"},
                                           {"CCACHE_DIR", "/var/tmp/ccache"},
                                           {"CCACHE_CONFIGPATH", "/dev/null"},
                                           {"CCACHE_MAXSIZE", "20Mi"},
                                           {"CCACHE_COMPILERCHECK", "content"},
                                           {"CCACHE_UMASK", "022"},
                                           {"CCACHE_EXTRAFILES", "/builddir/.toolchain"}});
}

TEST_CASE("failures of ccache are distinguished from failures of the compiler") {
  CHECK(is_failure_of_ccache("gcc -c a.c\nccache: error: Failed to create directory /var/tmp/ccache/tmp\n"));
  CHECK_FALSE(is_failure_of_ccache("gcc -c a.c\na.c:1: error: ccache\n"));
}
