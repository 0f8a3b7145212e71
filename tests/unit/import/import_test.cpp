// SPDX-License-Identifier: GPL-3.0-or-later
#include "import/import.hpp"

#include <doctest/doctest.h>

#include "core/text.hpp"
#include "process/process.hpp"
#include "support/archive_fixture.hpp"
#include "unit/srpm/fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::test;

namespace {

// A source package to be made.
struct Given {
  std::string version = "1.0";
  std::string release = "1";
  std::string name = "greet";
  std::string preamble = "Source1: greet.conf\nPatch0: fix.patch\n";
  std::string prep = "%setup -q\n%patch -P 0 -p1\n";
  std::string archive;                           ///< bytes of the tar; if empty, that of a small tree
  std::string first = "%{name}-%{version}.tar";  ///< Source0
};

std::string small_archive(const std::string& version) {
  const std::string top = "greet-" + version + "/";
  return TarFixture()
      .folder(top)
      .file(top + "main.c", "hello " + version + "\n")
      .file(top + "run.sh", "#!/bin/sh\r\n", 0755)
      .symlink(top + "link", "main.c")
      .file(top + "sub/data", std::string("\0\1", 2) + version)
      .bytes();
}

class Workshop {
 public:
  fs::path package(const Given& given) const {
    const fs::path top = root() / "rpmbuild";
    remove_tree(top);
    write_bytes(top / "SOURCES" / (given.name + "-" + given.version + ".tar"),
                given.archive.empty() ? small_archive(given.version) : given.archive);
    write_bytes(top / "SOURCES/greet.conf", "conf " + given.version + "\n");
    write_bytes(top / "SOURCES/fix.patch",
                "--- a/main.c\n+++ b/main.c\n@@ -1 +1 @@\n-hello " + given.version + "\n+HELLO\n");
    write_bytes(top / "SPECS/greet.spec",
                "Name: " + given.name + "\nVersion: " + given.version + "\nRelease: " + given.release +
                    "\nSummary: x\nLicense: MIT\nSource0: " + given.first + "\n" + given.preamble +
                    "%description\nx\n%prep\n" + given.prep +
                    "%build\n%changelog\n* Tue Jan 02 2024 Ada Writer <ada@example.org> - 1\n- x\n");
    // The same bytes whenever it is made.
    run_checked(
        {.argv = {"rpmbuild", "-bs", "--define", "_topdir " + top.string(), "--define", "dist %{nil}",
                  "--define", "use_source_date_epoch_as_buildtime 1", "--define",
                  "clamp_mtime_to_source_date_epoch 1", (top / "SPECS/greet.spec").string()},
         .env = {{{"PATH", "/usr/bin:/bin"}, {"HOME", "/nonexistent"}, {"SOURCE_DATE_EPOCH", "1704196800"}}}},
        "rpmbuild -bs");
    const std::string file = given.name + "-" + given.version + "-" + given.release + ".src.rpm";
    fs::remove(root() / file);
    copy_file_contents(top / "SRPMS" / file, root() / file);
    return root() / file;
  }

  importer::Imported import(const fs::path& package, const importer::ArchiveBounds& bounds = {}) {
    m_events.clear();
    Reporter reporter(std::make_shared<Sink>(m_events));
    return importer::import_srpm({.file = package, .into = repo(), .archive_bounds = bounds}, root() / "tmp",
                                 reporter);
  }
  importer::Imported import(const Given& given) { return import(package(given)); }
  std::string error(const Given& given) {
    return error_of(ExitCode::invalid, [&] { import(given); });
  }

  // The spec of the package that was made last.
  std::string spec() const { return read_file(root() / "rpmbuild/SPECS/greet.spec"); }

  std::string git(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"git", "-c", "user.name=U", "-c", "user.email=u@example.org"});
    return std::string(trim(
        run_checked(
            {.argv = arguments,
             .env = {{{"PATH", "/usr/bin:/bin"}, {"GIT_CONFIG_NOSYSTEM", "1"}, {"HOME", "/nonexistent"}}},
             .cwd = repo()},
            "git")
            .out));
  }
  std::string files(const std::string& ref) const { return git({"ls-tree", "-r", "--name-only", ref}); }
  std::string subjects(const std::string& ref) const {
    return git({"log", "--first-parent", "--format=%s", ref});
  }

  srpm::Srpm make(const srpm::Request& request = {}) {
    store::Store store(root() / "store");
    const auto repository = git::Repository::open(repo());
    return srpm::make({repository, "x"}, request, {store, root() / "tmp", root() / "cache"},
                      Reporter::silent());
  }

  fs::path root() const { return m_folder.path(); }
  fs::path repo() const { return m_folder.path() / "repo"; }
  const std::vector<std::string>& events() const { return m_events; }

 private:
  class Sink : public EventSink {
   public:
    explicit Sink(std::vector<std::string>& events) : m_events(events) {}
    void on_event(const Event& event) override {
      if (event.kind == Event::Kind::warning || event.kind == Event::Kind::note)
        m_events.push_back(event.subject);
    }

   private:
    std::vector<std::string>& m_events;
  };

  TempDir m_folder{fs::temp_directory_path(), "import-test-"};
  std::vector<std::string> m_events;
};

// Each file of a package: its spec, sources and patches unchanged, archives unpacked.
std::string content(const fs::path& package) {
  const TempDir folder(fs::temp_directory_path(), "import-test-");
  const std::string members =
      run_checked({.argv = {"rpm2archive", "-n", "-"}, .input = read_file(package)}, "x").out;
  run_checked({.argv = {"tar", "xf", "-"}, .cwd = folder.path(), .input = members}, "tar");
  std::vector<fs::path> archives;
  for (const auto& entry : fs::directory_iterator(folder.path()))
    if (entry.path().string().find(".tar") != std::string::npos) archives.push_back(entry.path());
  for (const auto& archive : archives) {
    run_checked({.argv = {"tar", "xf", archive.string()}, .cwd = folder.path()}, "tar");
    fs::remove(archive);
  }
  std::vector<std::string> lines;
  for (const auto& entry : fs::recursive_directory_iterator(folder.path())) {
    std::string line = entry.path().lexically_relative(folder.path()).string();
    if (entry.is_symlink())
      line += " -> " + fs::read_symlink(entry.path()).string();
    else if (entry.is_regular_file())
      line += ((entry.status().permissions() & fs::perms::owner_exec) != fs::perms::none ? " x " : " - ") +
              read_file(entry.path());
    lines.push_back(line);
  }
  std::sort(lines.begin(), lines.end());
  return join(lines, "\n");
}

}  // namespace

TEST_CASE("a source package becomes a repository from which the same package can be made") {
  Workshop shop;
  const fs::path package = shop.package({});
  const auto imported = shop.import(package);
  CHECK(imported.tag == "greet-1.0-1");
  CHECK(imported.upstream_tag == "upstream/1.0");
  CHECK_FALSE(imported.unchanged);
  CHECK(shop.events().empty());
  CHECK(shop.files("upstream/1.0") == "link\nmain.c\nrun.sh\nsub/data");
  CHECK(shop.files("main") ==
        ".gitattributes\nlink\nmain.c\nrpm/fix.patch\nrpm/greet.conf\nrpm/greet.spec\nrun.sh\nsub/data");
  CHECK(shop.git({"log", "-1", "--format=%an <%ae> %ad %ct %s", "--date=iso", "main"}) ==
        "Ada Writer <ada@example.org> 2024-01-02 12:00:00 +0000 1704196800 Import greet-1.0-1");
  CHECK(shop.subjects("upstream") == "Import greet 1.0");
  CHECK(shop.git({"rev-parse", "HEAD", "greet-1.0-1", "main"}) ==
        imported.commit + "\n" + imported.commit + "\n" + imported.commit);
  CHECK(shop.git({"status", "--porcelain"}).empty());
  CHECK(shop.git({"fsck", "--strict"}).empty());
  CHECK(content(shop.make().path) == content(package));

  Workshop other;
  const fs::path copy = other.root() / package.filename();
  copy_file_contents(package, copy);
  CHECK(other.import(copy).commit == imported.commit);
}

TEST_CASE("the next version is added; importing the same version changes nothing") {
  Workshop shop;
  const fs::path first_package = shop.package({});
  const auto first = shop.import(first_package);
  const std::string refs = shop.git({"show-ref"});
  CHECK(shop.import(first_package).unchanged);
  CHECK(shop.git({"show-ref"}) == refs);

  const fs::path package = shop.package({.version = "1.1~rc1"});
  const auto second = shop.import(package);
  CHECK(second.tag == "greet-1.1_rc1-1");
  CHECK(second.upstream_tag == "upstream/1.1_rc1");
  CHECK(shop.subjects("upstream") == "Import greet 1.1~rc1\nImport greet 1.0");
  CHECK(shop.subjects("main") == "Import greet-1.1~rc1-1\nImport greet-1.0-1\nImport greet 1.0");
  CHECK(shop.git({"rev-parse", "main^1", "main^2"}) ==
        first.commit + "\n" + shop.git({"rev-parse", "upstream/1.1_rc1"}));
  CHECK(read_file(shop.repo() / "main.c") == "hello 1.1~rc1\n");
  CHECK(shop.git({"status", "--porcelain"}).empty());
  CHECK(content(shop.make().path) == content(package));
  CHECK(shop.import(first_package).unchanged);

  // Another release with the same source adds nothing to upstream.
  shop.import(Given{.version = "1.1~rc1", .release = "2"});
  CHECK(shop.subjects("upstream") == "Import greet 1.1~rc1\nImport greet 1.0");
  CHECK(shop.subjects("main") ==
        "Import greet-1.1~rc1-2\nImport greet-1.1~rc1-1\nImport greet-1.0-1\nImport greet 1.0");
}

TEST_CASE("packages that are not a next version are refused, and nothing changes") {
  Workshop shop;
  shop.import(Given{.version = "1.1"});
  const std::string refs = shop.git({"show-ref"});
  CHECK(shop.error({.version = "1.0"}) ==
        "error: greet-1.0-1 is older than greet-1.1-1, which was already imported into " +
            shop.repo().string() +
            "\nhint: import packages in the order of their versions, or choose another folder with "
            "--into DIR\n");
  CHECK(shop.error({.version = "2.0", .name = "other"}) ==
        "error: " + shop.repo().string() +
            " contains imports of greet, but this package is other\n"
            "hint: a repository holds one package: choose another folder with --into DIR\n");
  CHECK(says(shop.error({.version = "1.1", .preamble = "Source1: greet.conf\nPatch0: fix.patch\nURL: x\n"}),
             "a different greet-1.1-1 was imported into "));
  CHECK(says(shop.error({.version = "1.1", .release = "2", .archive = small_archive("1.0")}),
             "the tag upstream/1.1 already exists, with other files than greet-1.1.tar"));
  CHECK(shop.git({"show-ref"}) == refs);
}

TEST_CASE("the user's own commits are merged, never lost") {
  Workshop shop;
  shop.import(Given{});
  write_bytes(shop.repo() / "own.c", "mine\n");
  shop.git({"add", "-A"});
  shop.git({"commit", "-q", "-m", "My own"});
  const auto imported = shop.import(Given{.version = "1.1"});
  CHECK(imported.commit == shop.git({"rev-parse", "main^2"}));
  CHECK(shop.subjects("main") == "Merge tag 'greet-1.1-1'\nMy own\nImport greet-1.0-1\nImport greet 1.0");
  CHECK(read_file(shop.repo() / "own.c") == "mine\n");
  CHECK(read_file(shop.repo() / "main.c") == "hello 1.1\n");
  CHECK(shop.git({"status", "--porcelain"}).empty());

  write_bytes(shop.repo() / "main.c", "mine\n");
  CHECK(shop.error({.version = "1.2"}) == "error: " + shop.repo().string() +
                                              " has uncommitted changes\n  main.c\n"
                                              "hint: commit them, or stash them: git stash\n");
  shop.git({"commit", "-q", "-am", "Conflicting"});
  write_bytes(shop.repo() / "rpm/untracked", "x");
  const std::string main = shop.git({"rev-parse", "main"});
  CHECK(shop.error({.version = "1.2"}) ==
        "error: greet-1.2-1 is imported, but it conflicts with changes on main: main.c\n"
        "hint: run git merge greet-1.2-1, resolve the conflicts and commit\n");
  CHECK(shop.git({"rev-parse", "main"}) == main);
  CHECK(shop.import(Given{.version = "1.2"}).unchanged);
  CHECK(shop.events() == std::vector<std::string>{"main does not contain it yet: git merge greet-1.2-1"});
  CHECK(shop.git({"status", "--porcelain"}) == "?? rpm/untracked");
  shop.git({"merge", "-q", "-X", "ours", "-m", "Settled", "greet-1.2-1"});
  shop.import(Given{.version = "1.2", .release = "2"});
  CHECK(shop.subjects("main").starts_with("Merge tag 'greet-1.2-2'\nSettled\nConflicting\n"));
  CHECK(read_file(shop.repo() / "main.c") == "mine\n");
}

TEST_CASE("an untracked file that would be overwritten is an error") {
  Workshop shop;
  shop.import(Given{});
  const std::string refs = shop.git({"show-ref"});
  write_bytes(shop.repo() / "new.c", "mine\n");
  const std::string archive =
      TarFixture().file("greet-1.1/main.c", "hello 1.1\n").file("greet-1.1/new.c", "theirs\n").bytes();
  CHECK(shop.error({.version = "1.1", .archive = archive}) ==
        "error: a file of the work tree would be overwritten\n  new.c\n"
        "hint: commit or move them, and try again\n");
  CHECK(read_file(shop.repo() / "new.c") == "mine\n");
  CHECK(read_file(shop.repo() / "main.c") == "hello 1.0\n");
  CHECK(shop.git({"show-ref"}) == refs);
}

TEST_CASE("another branch stays checked out") {
  Workshop shop;
  shop.import(Given{});
  shop.git({"checkout", "-q", "-b", "work"});
  shop.import(Given{.version = "1.1"});
  CHECK(read_file(shop.repo() / "main.c") == "hello 1.0\n");
  CHECK(shop.git({"show", "main:main.c"}) == "hello 1.1");
  REQUIRE(shop.events().size() == 1);
  CHECK(says(shop.events()[0], "the work tree did not change"));
}

TEST_CASE("if a tree cannot restore the source, the archive is kept") {
  const auto kept = [](const Given& given, const std::string& reason) {
    Workshop shop;
    const fs::path package = shop.package(given);
    shop.import(package);
    REQUIRE(shop.events().size() == 1);
    CHECK(shop.events()[0] ==
          "greet-1.0.tar is kept as an archive file, and main contains only the packaging: " + reason);
    CHECK(shop.files("main") == "rpm/fix.patch\nrpm/greet-1.0.tar\nrpm/greet.conf\nrpm/greet.spec");
    CHECK_FALSE(shop.files("upstream/1.0").empty());
    CHECK(content(shop.make().path) == content(package));
  };
  const auto with = [](TarFixture tar) {
    return Given{.archive = tar.file("greet-1.0/main.c", "hello 1.0\n").bytes()};
  };
  kept(
      with(TarFixture().file("greet-1.0/.gitattributes", "docs export-ignore\n").file("greet-1.0/docs", "x")),
      "its .gitattributes would change docs in the archive");
  kept(with(TarFixture()
                .file("greet-1.0/.gitattributes", "*.txt text eol=crlf\n")
                .file("greet-1.0/a.txt", "x\n")),
       "its .gitattributes would change a.txt in the archive");
  kept(with(TarFixture().folder("greet-1.0/m4")), "git does not keep the empty folder m4");
  kept(with(TarFixture().file("greet-1.0/greet.spec", "Name: x\n")),
       "it contains another spec, greet.spec, which would be found first");
  kept({.prep = "%setup -q -n other\n%patch -P 0 -p1\n"},
       "%prep expects other, but the source has greet-1.0");
  kept({.archive = TarFixture().file("main.c", "hello 1.0\n").file("other", "x").bytes()},
       "%prep expects greet-1.0, but the source has none");
}

TEST_CASE("a spec that is also in the source stays there, with the files that it finds there") {
  const auto given_back = [](const std::string& spec, TarFixture tar, const std::string& preamble,
                             const std::string& files) {
    Workshop shop;
    shop.package({.preamble = preamble, .prep = "%autosetup -p1\n"});
    const std::string archive =
        tar.file("greet-1.0/main.c", "hello 1.0\n").file("greet-1.0/" + spec, shop.spec()).bytes();
    const fs::path package =
        shop.package({.preamble = preamble, .prep = "%autosetup -p1\n", .archive = archive});
    shop.import(package);
    CHECK(shop.events() == std::vector<std::string>{});
    CHECK(shop.files("main") == files);
    CHECK(content(shop.make().path) == content(package));
    // Its spec is packaging, not a patch of the source.
    write_bytes(shop.repo() / spec, read_file(shop.repo() / spec) + "# mine\n");
    write_bytes(shop.repo() / "main.c", "hello 1.0\nmine\n");
    shop.git({"commit", "-q", "-am", "My own"});
    srpm::Request request;
    request.recipe.upstream = "upstream/1.0";
    const std::string patched = content(shop.make(request).path);
    CHECK(says(patched, "0001-My-own.patch - "));
    CHECK(says(patched, "\n+mine\n"));
    CHECK_FALSE(says(patched, "+++ b/" + spec));
    CHECK(says(patched, "\n# mine\n"));
  };
  given_back("greet.spec", TarFixture(), "", "greet.spec\nmain.c");
  given_back("greet.spec", TarFixture().file("greet-1.0/greet.conf", "conf 1.0\n"), "Source1: greet.conf\n",
             "greet.conf\ngreet.spec\nmain.c");
  given_back("rpm/greet.spec", TarFixture().file("greet-1.0/conf/greet.conf", "conf 1.0\n"),
             "Source1: conf/greet.conf\n", "conf/greet.conf\nmain.c\nrpm/greet.spec");
  given_back("greet.spec", TarFixture(), "Source1: greet.conf\n",
             ".gitattributes\ngreet.spec\nmain.c\nrpm/greet.conf");
  given_back("rpm/greet.spec", TarFixture(), "Source1: greet.conf\n",
             ".gitattributes\nmain.c\npackaging/greet.conf\nrpm/greet.spec");
}

TEST_CASE("harmless attributes of the source stay, and the packaging goes into a free folder") {
  Workshop shop;
  const fs::path package = shop.package({.archive = TarFixture()
                                                        .file("greet-1.0/main.c", "hello 1.0\n")
                                                        .file("greet-1.0/.gitattributes", "*.c diff=cpp\n")
                                                        .file("greet-1.0/rpm/notes", "x\n")
                                                        .bytes()});
  shop.import(package);
  CHECK(shop.events().empty());
  CHECK(shop.files("main") ==
        ".gitattributes\nmain.c\npackaging/.gitattributes\npackaging/fix.patch\npackaging/greet.conf\n"
        "packaging/greet.spec\nrpm/notes");
  // By git's rules, only the empty folder itself also enters the archive.
  CHECK(content(shop.make().path) == [&] {
    std::string text = content(package);
    return text.insert(text.find("greet-1.0/rpm\n"), "greet-1.0/packaging\n");
  }());
}

TEST_CASE("a package whose spec does not parse here is kept as archives") {
  Workshop shop;
  const fs::path package = shop.package({.preamble = "%{?not_here:%{error:not here}}\nPatch0: fix.patch\n"});
  const auto imported =
      importer::import_srpm({.file = package, .into = shop.repo(), .macros = {{"not_here", "1"}}},
                            shop.root() / "tmp", Reporter::silent());
  CHECK(imported.upstream_tag.empty());
  CHECK(shop.files("main") == "rpm/fix.patch\nrpm/greet-1.0.tar\nrpm/greet.spec");
  CHECK(content(shop.make().path) == content(package));
}

TEST_CASE("a source that is not an archive is kept as it is") {
  Workshop shop;
  const fs::path package =
      shop.package({.preamble = "Source1: greet.conf\n", .prep = "true\n", .first = "fix.patch"});
  CHECK(shop.import(package).upstream_tag.empty());
  CHECK(shop.events().empty());
  CHECK(shop.files("main") == "rpm/fix.patch\nrpm/greet.conf\nrpm/greet.spec");
  CHECK(content(shop.make().path) == content(package));
}

TEST_CASE("an archive that would write outside its folder is refused, and nothing remains") {
  const auto refused = [](TarFixture tar, const std::string& what,
                          const importer::ArchiveBounds& bounds = {}) {
    Workshop shop;
    CAPTURE(what);
    const fs::path package = shop.package({.archive = tar.file("greet-1.0/main.c", "hello 1.0\n").bytes()});
    const std::string text = error_of(ExitCode::invalid, [&] { shop.import(package, bounds); });
    CHECK(says(text, what));
    CHECK_FALSE(fs::exists(shop.repo()));
    for (const auto& entry : fs::directory_iterator(shop.root()))
      CHECK_FALSE(entry.path().filename().string().starts_with(".rpmworks-import-"));
    CHECK(fs::is_empty(shop.root() / "tmp"));
    CHECK_FALSE(fs::exists("/tmp/rpmworks-escaped"));
  };
  refused(TarFixture().file("greet-1.0/../../x", "x"), "'greet-1.0/../../x', which leads out of the archive");
  refused(TarFixture().file("/tmp/rpmworks-escaped", "x"), "'/tmp/rpmworks-escaped', an absolute path");
  refused(TarFixture().symlink("greet-1.0/a", "/tmp").file("greet-1.0/a/rpmworks-escaped", "x"),
          "goes through a link in its archive");
  refused(TarFixture().file("greet-1.0/big", std::string(5000, 'x')),
          "greet-1.0.tar contains more than 3.9 KiB", {.bytes = 4000});
  refused(TarFixture().file("greet-1.0/big", std::string(5000, 'x')),
          "greet-1.0.tar contains more than 4.9 KiB", {.always = 5000, .for_each_byte = 0});
  refused(TarFixture().file("greet-1.0/one", "x"), "greet-1.0.tar contains more than 1 files",
          {.members = 1});
}

TEST_CASE("an archive that git cannot hold unpacked is kept as it is") {
  const auto kept = [](const std::string& archive, const std::string& why) {
    Workshop shop;
    CAPTURE(why);
    const fs::path package = shop.package({.archive = archive});
    const auto imported = shop.import(package);
    CHECK(shop.events() ==
          std::vector{"greet-1.0.tar is kept as an archive file, and main contains only the packaging: " +
                      why});
    CHECK(imported.upstream_tag.empty());
    CHECK(shop.files("main") == "rpm/fix.patch\nrpm/greet-1.0.tar\nrpm/greet.conf\nrpm/greet.spec");
    CHECK(read_file(shop.repo() / "rpm/greet-1.0.tar") == archive);
    CHECK(fs::is_empty(shop.root() / "tmp"));
  };
  const auto with = [](TarFixture tar) { return tar.file("greet-1.0/main.c", "hello 1.0\n").bytes(); };
  kept(with(TarFixture().symlink("greet-1.0/a", "/etc/passwd")),
       "it contains 'a', a link to /etc/passwd, which is outside of it");
  kept(with(TarFixture().symlink("greet-1.0/a/b", "../../c")),
       "it contains 'a/b', a link to ../../c, which is outside of it");
  kept(with(TarFixture().device("greet-1.0/null")),
       "it contains 'greet-1.0/null', which is not a file, folder or link");
  kept(with(TarFixture().file("greet-1.0/sub/.GIT/config", "x")),
       "it contains 'greet-1.0/sub/.GIT/config', a name that git reserves");
  kept("no archive at all", "greet-1.0.tar is damaged: Unrecognized archive format");
}

TEST_CASE("files already in the folder are not touched") {
  Workshop shop;
  write_bytes(shop.repo() / "file", "mine\n");
  CHECK(shop.error({}) == "error: " + shop.repo().string() +
                              " exists and is not a git repository\n"
                              "hint: choose an empty or a new folder: --into DIR\n");
  shop.git({"init", "-q"});
  CHECK(says(shop.error({}), " is a git repository without imports\n"));
  remove_tree(shop.repo());
  make_folders(shop.repo());
  const auto imported = importer::import_srpm({.file = shop.package({}), .into = shop.repo() / ""},
                                              shop.root() / "tmp", Reporter::silent());
  CHECK(imported.folder == shop.repo());
  CHECK(shop.git({"status", "--porcelain"}).empty());
  CHECK(shop.subjects("main") == "Import greet-1.0-1\nImport greet 1.0");
  CHECK(error_of(ExitCode::invalid, [&] { shop.import(shop.root() / "none.src.rpm"); }) ==
        "error: no such file: " + (shop.root() / "none.src.rpm").string() +
            "\nhint: to make a source package from a git repository: rpmworks srpm\n");
  CHECK(says(error_of(ExitCode::invalid, [&] { shop.import(fs::path("/dev/null")); }),
             "/dev/null is a special file"));
  write_bytes(shop.root() / "text.src.rpm", "text");
  CHECK(says(error_of(ExitCode::invalid, [&] { shop.import(shop.root() / "text.src.rpm"); }),
             "not an RPM package"));
}

TEST_CASE("a spec cannot change the files that are imported with it") {
  Workshop shop;
  const fs::path package = shop.package(
      {.preamble = "Source1: greet.conf\nPatch0: fix.patch\n"
                   "%global x %(test %{_sourcedir} != /builddir/build/SOURCES || { echo changed > "
                   "%{_sourcedir}/greet.conf; ln -sf /etc/passwd %{_sourcedir}/new; }; echo 1)\n"});
  shop.import(package);
  CHECK(read_file(shop.repo() / "rpm/greet.conf") == "conf 1.0\n");
  CHECK_FALSE(fs::is_symlink(shop.repo() / "rpm/new"));
}

TEST_CASE("an imported repository can be packaged as its source and patches") {
  Workshop shop;
  shop.import(Given{.prep = "%autosetup -p1\n"});
  write_bytes(shop.repo() / "own.c", "mine\n");
  shop.git({"add", "-A"});
  shop.git({"commit", "-q", "-m", "My own"});
  srpm::Request request;
  request.recipe.upstream = "upstream/1.0";
  const auto srpm = shop.make(request);
  std::vector<std::string> names;
  for (const auto& line : Fixture::members(srpm.path)) names.push_back(line.substr(line.rfind(' ') + 1));
  CHECK(names == std::vector<std::string>{"0001-My-own.patch", "fix.patch", "greet-1.0.tar", "greet.conf",
                                          "greet.spec"});
}
