"""The program build: what it gets for a folder, and what it says where it cannot. Packages are wheels that the tests make."""

import base64
import hashlib
import http.server
import importlib.util
import io
import os
import shutil
import subprocess
import sys
import tarfile
import threading
import unittest
import zipfile

import runner_end

HANDLER = "def handler(request, context): pass\n"
UNHEARD = "http://127.0.0.1:1/simple"


def wheel(folder, name, version, files, more=""):
    """Makes a wheel of files by their names, and answers its path."""
    info = "%s-%s.dist-info" % (name, version)
    files = {
        **files,
        info + "/METADATA": "Metadata-Version: 2.1\nName: %s\nVersion: %s\n%s" % (name, version, more),
        info + "/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(
        "%s,sha256=%s,%d\n"
        % (file, base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode(), len(text.encode()))
        for file, text in files.items()
    )
    path = os.path.join(folder, "%s-%s-py3-none-any.whl" % (name, version))
    with zipfile.ZipFile(path, "w") as archive:
        for file, text in {**files, info + "/RECORD": record + info + "/RECORD,,\n"}.items():
            archive.writestr(file, text)
    return path


def digest_of(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def project(*dependencies):
    return "[project]\nname = 'app'\nrequires-python = '>=3.9'\ndependencies = %s\n" % list(dependencies)


class Index(http.server.BaseHTTPRequestHandler):
    """A registry of packages that has none."""

    def do_GET(self):
        self.send_error(404)

    def log_message(self, *_):
        pass


@unittest.skipUnless(importlib.util.find_spec("pip"), "this Python has no pip")
class Building(unittest.TestCase):
    def setUp(self):
        self.base = runner_end.Folder(self).path
        self.folder = os.path.join(self.base, "app")
        self.wheels = os.path.join(self.base, "wheels")
        self.result = os.path.join(self.base, "result.tar.gz")
        os.mkdir(self.wheels)

    def write(self, **files):
        runner_end.write_folder(self.folder, {"main.py": HANDLER, **files})

    def program(self, *arguments, **environment):
        ended = subprocess.run(
            [os.path.join(runner_end.RUNTIME, "build"), *arguments],
            cwd=self.folder,
            env={
                "PATH": "/usr/bin:/bin",
                "LANG": "C.UTF-8",
                "HOME": self.base,
                "TMPDIR": self.base,
                "PIP_CONFIG_FILE": os.devnull,
                "SLUICE_INTERPRETER": sys.executable,
                "SLUICE_USER_HOME": self.base,
                "SLUICE_BUILD_CACHE": self.base,
                "PIP_NO_INDEX": "1",
                "PIP_FIND_LINKS": "file://" + self.wheels.replace(" ", "%20"),
                **environment,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=120,
        )
        return ended.returncode, ended.stdout.decode("utf-8").strip().splitlines()

    def again(self):
        """As before a build."""
        shutil.rmtree(os.path.join(self.folder, "site-packages"))

    def plan(self, **environment):
        return self.program("plan", self.folder, **environment)

    def built(self, **environment):
        """The names of what was built."""
        status, said = self.program("run", self.folder, self.result, **environment)
        self.assertEqual(status, 0, said)
        with tarfile.open(self.result) as archive:
            return archive.getnames(), said

    def refused(self, verb="run", **environment):
        status, said = self.program(verb, self.folder, *([self.result] if verb == "run" else []), **environment)
        self.assertEqual(status, 1, said)
        return said[-1]

    def test_a_folder_without_dependencies_is_left_as_it_is(self):
        for files in ({}, {"requirements.txt": "# none\n"}, {"pyproject.toml": "[tool.black]\nline-length = 100\n"}):
            with self.subTest(files):
                self.write(**files)
                self.assertEqual(self.plan(), (0, []))

    def test_packages_that_were_sent_are_used(self):
        self.write(**{"requirements.txt": "odd", "site-packages/odd.py": ""})
        self.assertEqual(self.plan(), (0, ["says: site-packages was sent, and is used as it is"]))

    def test_the_plan_names_the_file_the_tools_and_the_machine(self):
        for files, source, inputs in [
            ({"requirements.txt": "odd==1.0"}, "requirements.txt", "requirements.txt"),
            ({"requirements.txt": "-r more.txt", "more.txt": "odd"}, "requirements.txt", "*"),
            ({"requirements.txt": "./wheels/odd-1.0-py3-none-any.whl"}, "requirements.txt", "*"),
        ]:
            with self.subTest(files):
                self.write(**files)
                status, said = self.plan()
                self.assertEqual(status, 0, said)
                self.assertEqual(said[:2], ["says: pip install, by " + source, "input: " + inputs])
                self.assertRegex(said[2], r"\Awith: pip \d+")
                self.assertRegex(said[3], r"\Awith: python 3\.\d+\.\d+, ")

    def test_what_is_asked_for_is_installed_with_what_that_needs(self):
        wheel(self.wheels, "odd", "1.0", {"odd.py": "import even\n"}, "Requires-Dist: even>=2\nRequires-Dist: never; python_version < '3'\n")
        wheel(self.wheels, "even", "2.1", {"even/__init__.py": ""})
        for files in (
            {"requirements.txt": "odd==1.0  # the first\n"},
            {"pyproject.toml": '[project]\nname = "x"\nrequires-python = ">=3.9"\ndependencies = ["odd"]\n'},
        ):
            with self.subTest(files):
                self.write(**files)
                names, _ = self.built()
                self.assertIn("site-packages/odd.py", names)
                self.assertIn("site-packages/even/__init__.py", names)
                self.assertTrue([name for name in names if name.startswith("site-packages/__pycache__/odd.")])
                shutil.rmtree(self.folder)

    def test_one_file_says_in_a_comment_what_it_needs(self):
        wheel(self.wheels, "odd", "1.0", {"odd.py": ""})
        for ends in ("\n", "\r\n"):
            runner_end.write_folder(self.folder, {"main.py": ("# /// script\n# dependencies = ['odd']\n#\n# ///\n" + HANDLER).replace("\n", ends)})
            self.assertEqual(self.plan()[1][0], "says: pip install, by main.py")
            self.assertIn("site-packages/odd.py", self.built()[0])
            self.again()
        runner_end.write_folder(self.folder, {"main.py": "# /// script\n# ///\n\n# /// script\n# dependencies = []\n# ///\n# \n\n# /// script\n# a = 1\n# ///\n"})
        self.assertEqual(self.refused("plan"), "main.py has several blocks '# /// script': keep one")

    def test_hashes_are_held_to(self):
        path = wheel(self.wheels, "odd", "1.0", {"odd.py": ""})
        digest = digest_of(path)
        self.write(**{"requirements.txt": "odd==1.0 \\\n    --hash=sha256:%s\n" % digest})
        self.assertIn("site-packages/odd.py", self.built()[0])
        self.again()
        self.write(**{"requirements.txt": "odd==1.0 --hash=sha256:%s\n" % ("0" * 64)})
        self.assertIn("is not what its hash in requirements.txt says", self.refused())
        self.again()
        wheel(self.wheels, "even", "1.0", {"even.py": ""})
        self.write(**{"requirements.txt": "odd==1.0 --hash=sha256:%s\neven==1.0\n" % digest})
        self.assertIn("some lines of requirements.txt have a hash, and others have none", self.refused())

    def test_what_cannot_be_had_is_told_with_a_sentence(self):
        wheel(self.wheels, "odd", "1.0", {"odd.py": ""})
        wheel(self.wheels, "new", "1.0", {"new.py": ""}, "Requires-Python: >=3.99\n")
        wheel(self.wheels, "left", "1.0", {"left.py": ""}, "Requires-Dist: odd<1\n")
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Index)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        served = {"PIP_NO_INDEX": "0", "PIP_INDEX_URL": "http://127.0.0.1:%d/simple" % server.server_port}
        for line, sentence, environment in [
            ("surely-not-there>=2", "the dependency surely-not-there>=2 does not exist, or has no wheel for this Python", served),
            ("odd==9.9", "the dependency odd==9.9 has no such version for this Python and machine: correct it in requirements.txt; there are 1.0", {}),
            ("odd", "the registry of packages cannot be reached (", {"PIP_NO_INDEX": "0", "PIP_INDEX_URL": UNHEARD, "PIP_FIND_LINKS": ""}),
            ("new", "a package needs another version of Python than this one: ", {}),
            ("odd = 1", "requirements.txt cannot be read: invalid requirement ", {}),
            ("left==1.0\nodd==1.0", "the dependencies do not fit together: ", {}),
        ]:
            with self.subTest(line):
                self.write(**{"requirements.txt": line})
                self.assertIn(sentence, self.refused(**environment))
                self.again()

    def test_what_cannot_be_meant_is_refused_before_anything_is_fetched(self):
        for files, sentence in [
            ({"requirements.txt": "-e ."}, "requirements.txt has the line '-e .', which installs no more than a link"),
            ({"requirements.txt": "git+https://host/x"}, "'git+https://host/x' in requirements.txt is built of sources from elsewhere"),
            ({"pyproject.toml": "[project"}, "pyproject.toml is no TOML: "),
            ({"pyproject.toml": "[project]\ndependencies = 'odd'"}, "the dependencies in pyproject.toml are no list of texts"),
            ({"pyproject.toml": "[project]\nrequires-python = '>=3.99'"}, "pyproject.toml asks for Python >=3.99, and this is 3."),
        ]:
            with self.subTest(files):
                self.write(**files)
                self.assertIn(sentence, self.refused("plan"))
                os.remove(os.path.join(self.folder, *files))

    def test_what_pip_leaves_out_with_success_is_told(self):
        wheel(self.wheels, "odd", "1.0", {"odd.py": "", "odd-1.0.data/data/lib/odd/table.txt": "1"})
        self.write(**{"requirements.txt": "odd"})
        names, said = self.built()
        self.assertNotIn("site-packages/lib/odd/table.txt", names)
        self.assertIn("warning: pip left out files of odd that it lists, ../odd/table.txt among them", said)

    def test_sources_of_a_package_are_not_run_without_leave(self):
        ran = os.path.join(self.base, "ran")
        with tarfile.open(os.path.join(self.wheels, "raw-1.0.tar.gz"), "w:gz") as archive:
            for name, text in {"setup.py": "open(%r, 'w')" % ran, "PKG-INFO": "Metadata-Version: 2.1\nName: raw\nVersion: 1.0\n"}.items():
                entry = tarfile.TarInfo("raw-1.0/" + name)
                entry.size = len(text)
                archive.addfile(entry, io.BytesIO(text.encode()))
        self.write(**{"requirements.txt": "raw==1.0"})
        self.assertIn("if it is to be built of its sources, name it in the spec, as in build: {installScripts: [raw]}", self.refused())
        self.assertFalse(os.path.exists(ran))

    def test_paths_are_of_the_folder_and_bytecode_does_not_go_by_times(self):
        wheel(self.folder_of("beside"), "odd", "1.0", {"odd.py": ""})
        self.write(**{"requirements.txt": "-r lists/all.txt", "lists/all.txt": "./beside/odd-1.0-py3-none-any.whl\nnever; python_version < '3'\n"})
        names, _ = self.built()
        [bytecode] = [name for name in names if name.startswith("site-packages/__pycache__/odd.")]
        with tarfile.open(self.result) as archive:
            flags = int.from_bytes(archive.extractfile(bytecode).read(8)[4:], "little")
        self.assertEqual(flags, 1, "bytecode by the hash of its source, which is not checked again")
        self.assertFalse([name for name in names if "never" in name])

    def test_a_comment_is_found_behind_a_byte_order_mark_and_is_none_without_its_end(self):
        wheel(self.wheels, "odd", "1.0", {"odd.py": ""})
        for text, installs in (("\ufeff# /// script\n# dependencies = ['odd']\n# ///\n", True), ("# /// script\n# dependencies = ['odd']\n", False)):
            with self.subTest(text):
                self.write(**{"main.py": text + HANDLER})
                self.assertEqual(self.plan()[1][:1], ["says: pip install, by main.py"] if installs else [])

    def locked(self, *asked, requires=(), **packages):
        """A uv.lock of packages of one version, NAME=(VERSION, DIGEST, NEEDED), of which the root needs those in ``requires``."""
        made_of = ", ".join("{ name = '%s', specifier = '%s' }" % each for each in asked)
        text = "version = 1\nrevision = 3\nrequires-python = '>=3.9'\n[[package]]\nname = 'app'\nsource = { virtual = '.' }\n"
        text += "dependencies = [%s]\n[package.metadata]\nrequires-dist = [%s]\n" % (", ".join(requires), made_of)
        for name, (version, digest, needed) in packages.items():
            text += "[[package]]\nname = '%s'\nversion = '%s'\nsource = { registry = 'https://nowhere.invalid/simple' }\n" % (name, version)
            text += "dependencies = [%s]\nwheels = [{ url = 'https://nowhere.invalid/x.whl', hash = 'sha256:%s' }]\n" % (", ".join(needed), digest)
        return text

    def test_a_lock_of_uv_decides_the_versions_for_this_python(self):
        odd = digest_of(wheel(self.wheels, "odd", "1.0", {"odd.py": ""}, "Requires-Dist: even\nRequires-Dist: extra; extra == 'all'\n"))
        even = digest_of(wheel(self.wheels, "even", "2.1", {"even.py": ""}))
        extra = digest_of(wheel(self.wheels, "extra", "1.0", {"extra.py": ""}))
        wheel(self.wheels, "odd", "1.1", {"odd.py": ""})
        wheel(self.wheels, "even", "2.2", {"even.py": ""})
        lock = self.locked(
            ("odd", ">=1"),
            ("old", ""),
            requires=["{ name = 'odd', extra = ['all'] }", "{ name = 'old', marker = \"python_version < '3'\" }"],
            odd=("1.0", odd, ["{ name = 'even' }"]),
            even=("2.1", even, []),
            extra=("1.0", extra, []),
            old=("1.0", "0" * 64, []),
        ).replace("specifier = '>=1'", "specifier = '>=1', extras = ['all']")
        lock = lock.replace("hash = 'sha256:%s' }]" % odd, "hash = 'sha256:%s' }]\n[package.optional-dependencies]\nall = [{ name = 'extra' }]" % odd)
        self.write(**{"pyproject.toml": project("odd[all]>=1", "old; python_version < '3'"), "uv.lock": lock})
        self.assertEqual(self.plan()[1][:2], ["says: pip install, by uv.lock", "input: uv.lock"])

        names, _ = self.built()

        for there in ("odd-1.0.dist-info", "even-2.1.dist-info", "extra-1.0.dist-info"):
            self.assertIn("site-packages/" + there, names)
        self.assertFalse([name for name in names if "old" in name])

    def test_pylock_decides_the_versions_for_this_python(self):
        odd = digest_of(wheel(self.wheels, "odd", "1.0", {"odd.py": ""}))
        wheel(self.wheels, "odd", "1.1", {"odd.py": ""})
        near = digest_of(wheel(self.folder_of("near"), "near", "1.0", {"near.py": ""}))
        lock = (
            "lock-version = '1.0'\ncreated-by = 'test'\ndefault-groups = ['main']\n"
            "[[packages]]\nname = 'app'\ndirectory = { path = '.', editable = true }\n"
            "[[packages]]\nname = 'odd'\nversion = '1.0'\nmarker = \"'main' in dependency_groups or python_version < '3'\"\n"
            "wheels = [{ url = 'https://nowhere.invalid/odd-1.0-py3-none-any.whl', hashes = { sha256 = '%s' } }]\n"
            "[[packages]]\nname = 'near'\nversion = '1.0'\nwheels = [{ path = 'near/near-1.0-py3-none-any.whl', hashes = { sha256 = '%s' } }]\n"
            "[[packages]]\nname = 'test'\nversion = '1.0'\nmarker = \"'dev' in dependency_groups or 'all' in extras\"\n" % (odd, near)
        )
        for files in ({"pylock.toml": lock}, {"pylock.toml": lock, "pyproject.toml": project("Odd", "near~=1.0")}):
            with self.subTest(files):
                self.write(**files)
                self.assertEqual(self.plan()[1][:2], ["says: pip install, by pylock.toml", "input: *"])
                names, _ = self.built()
                self.assertIn("site-packages/odd-1.0.dist-info", names)
                self.assertIn("site-packages/near.py", names)
                self.again()

    def folder_of(self, name):
        path = os.path.join(self.folder, name)
        os.makedirs(path)
        return path

    def test_a_package_that_is_not_the_locked_one_is_refused(self):
        wheel(self.wheels, "odd", "1.0", {"odd.py": ""})
        lock = self.locked(("odd", ""), requires=["{ name = 'odd' }"], odd=("1.0", "0" * 64, []))
        self.write(**{"pyproject.toml": project("odd"), "uv.lock": lock})
        self.assertIn("is not what its hash in uv.lock says", self.refused())

    def test_a_lock_without_what_a_package_needs_here_is_refused(self):
        odd = digest_of(wheel(self.wheels, "odd", "1.0", {"odd.py": ""}, "Requires-Dist: even>=2\n"))
        wheel(self.wheels, "even", "2.0", {"even.py": ""})
        self.write(**{"uv.lock": self.locked(("odd", ""), requires=["{ name = 'odd' }"], odd=("1.0", odd, []))})
        self.assertEqual(
            self.refused(),
            "uv.lock has no even>=2, which odd asks for here: it was made for another Python or machine; make it for this one",
        )

    def test_a_lock_that_does_not_fit_is_told_with_a_sentence(self):
        odd = self.locked(("odd", ""), requires=["{ name = 'odd' }"], odd=("1.0", "0" * 64, []))
        none = "lock-version = '1.0'\n"
        held = "[[packages]]\nname = 'odd'\nversion = '1.0'\nwheels = [{ url = 'https://nowhere.invalid/odd', hashes = { sha256 = '00' } }]\n"
        for files, sentence in [
            (
                {"pyproject.toml": project("odd", "even>=2"), "uv.lock": odd},
                "pyproject.toml asks for even>=2, of which uv.lock was not made: make it anew, as with 'uv lock'",
            ),
            ({"pyproject.toml": project("odd[all]"), "uv.lock": odd}, "pyproject.toml asks for odd[all], of which uv.lock was not made"),
            ({"pyproject.toml": project("odd"), "pylock.toml": none}, "pyproject.toml asks for odd, which is not in pylock.toml: make it anew"),
            ({"pyproject.toml": project("odd>2"), "pylock.toml": none + held}, "pyproject.toml asks for odd>2, and pylock.toml has 1.0: "),
            ({"pylock.toml": none + held.replace("'00'", "'00', md5 = '1'").replace("sha256", "sha1")}, "pylock.toml has no version or no hash of odd"),
            ({"pylock.toml": none + "requires-python = '>=3.99'"}, "pylock.toml asks for Python >=3.99, and this is 3."),
            ({"pylock.toml": none + "environments = [\"sys_platform == 'win32'\"]"}, "pylock.toml was made for other machines or Pythons than this: "),
            ({"pylock.toml": "lock-version = '2.0'"}, "pylock.toml has the format 2.0, and 1.0 is read"),
            ({"pylock.toml": none + "[[packages]]\nname = 'x'\nvcs = { type = 'git' }"}, "pylock.toml has x of a folder or a repository"),
            ({"pylock.toml": "packages = []"}, "pylock.toml cannot be read, as if it had been changed by hand: "),
            ({"pylock.toml": none + "[[packages]]\nname = 'x'\nmarker = 'never'"}, "pylock.toml cannot be read, as if it had been changed by hand: "),
            ({"uv.lock": "version = 2"}, "uv.lock has the format 2, and 1 is read: export it, as with 'uv export "),
            ({"uv.lock": "version = 1\n[[package]]\nname = 'x'\nsource = { virtual = 'x' }"}, "uv.lock is of a workspace that has no project"),
            ({"uv.lock": odd.replace("{ registry = 'https://nowhere.invalid/simple' }", "{ git = 'x' }")}, "uv.lock has odd of a folder or a repository"),
            ({"poetry.lock": ""}, "poetry.lock is not read: write what it has to requirements.txt, as with 'poetry export --output requirements.txt'"),
            ({"pdm.lock": ""}, "pdm.lock is not read: write what it has to requirements.txt, as with 'pdm export --prod "),
        ]:
            with self.subTest(files):
                self.write(**files)
                self.assertIn(sentence, self.refused("plan"))
                shutil.rmtree(self.folder)

    def test_requirements_that_were_made_of_a_lock_are_read_in_its_place(self):
        self.write(**{"requirements.txt": "odd==1.0", "poetry.lock": "", "uv.lock": "version = 9"})
        self.assertEqual(self.plan()[1][0], "says: pip install, by requirements.txt")


if __name__ == "__main__":
    unittest.main()
