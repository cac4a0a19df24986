// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/figure/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/message.h"

/* rename() onto an empty folder replaces it, and refuses every other. */
static int check_free(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	int ret = 0;

	if (!dir && errno == ENOENT)
		return 0;
	if (!dir) {
		ret = -EEXIST;
	} else {
		while (!ret && (entry = readdir(dir)))
			ret = strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..") ? -EEXIST :
											  0;
		closedir(dir);
	}
	if (ret)
		pr_err("%s: exists and will not be overwritten; name a new folder with -o", path);
	return ret;
}

int folder_begin(const char *path, char **temp)
{
	const char *tmpdir = getenv("TMPDIR");
	size_t len = path ? strlen(path) : 0;
	int ret = path ? check_free(path) : 0;

	*temp = NULL;
	if (ret)
		return ret;
	/* "x/" means the folder x. */
	while (len > 1 && path[len - 1] == '/')
		len--;
	/* Beside the final one, so that the rename stays in one file system. */
	if (path)
		ret = asprintf(temp, "%.*s.partial-XXXXXX", (int)len, path);
	else
		ret = asprintf(temp, "%s/pagestream-XXXXXX", tmpdir && *tmpdir ? tmpdir : "/tmp");
	if (ret < 0) {
		*temp = NULL;
		pr_err("out of memory");
		return -ENOMEM;
	}
	if (!mkdtemp(*temp)) {
		ret = -errno;
		pr_err("%s: cannot make the folder: %s", path ? path : *temp, strerror(-ret));
		free(*temp);
		*temp = NULL;
		return ret;
	}
	return 0;
}

static char *path_of(const char *folder, const char *name)
{
	char *path;

	if (asprintf(&path, "%s/%s", folder, name) >= 0)
		return path;
	pr_err("out of memory");
	return NULL;
}

FILE *folder_open(const char *folder, const char *name, const char *mode)
{
	char *path = path_of(folder, name);
	FILE *file = path ? fopen(path, mode) : NULL;

	if (path && !file)
		pr_err("%s: %s", path, strerror(errno));
	free(path);
	return file;
}

int folder_unlink(const char *folder, const char *name)
{
	char *path = path_of(folder, name);
	int ret = path ? 0 : -ENOMEM;

	if (path && unlink(path)) {
		ret = -errno;
		pr_err("%s: %s", path, strerror(-ret));
	}
	free(path);
	return ret;
}

int folder_close(FILE *file, const char *name)
{
	int bad = ferror(file);

	errno = bad ? EIO : 0;
	if (!fclose(file) && !bad)
		return 0;
	bad = errno ? errno : EIO;
	pr_err("%s: cannot write: %s", name, strerror(bad));
	return -bad;
}

char *folder_text(const char *folder, const char *name, size_t *size)
{
	FILE *file = folder_open(folder, name, "r");
	size_t used = 0, room = 1 << 16, got;
	char *text = NULL, *grown;

	if (!file)
		return NULL;
	do {
		grown = realloc(text, room + 1);
		if (!grown)
			break;
		text = grown;
		got = fread(text + used, 1, room - used, file);
		used += got;
		room *= 2;
	} while (got && !feof(file));
	if (!grown || ferror(file)) {
		pr_err("%s/%s: %s", folder, name, grown ? "cannot read" : "out of memory");
		free(text);
		text = NULL;
	} else {
		text[used] = '\0';
	}
	fclose(file);
	if (size)
		*size = used;
	return text;
}

int folder_finish(const char *temp, const char *path)
{
	mode_t mask = umask(0);
	int ret = 0;

	umask(mask);
	if (chmod(temp, 0777 & ~mask) || rename(temp, path)) {
		ret = -errno;
		pr_err("%s: cannot make the folder: %s", path, strerror(-ret));
	}
	return ret;
}

void folder_remove(const char *temp)
{
	DIR *dir = opendir(temp);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			unlinkat(dirfd(dir), entry->d_name, 0);
	}
	if (dir)
		closedir(dir);
	rmdir(temp);
}
