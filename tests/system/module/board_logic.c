// SPDX-License-Identifier: GPL-2.0
/*
 * What linux-xlnx has and Debian's kernel has not, for the emulated board: overlays of the device tree through configfs
 * (device-tree/overlays/NAME/path and status) and logic that is loaded by its file's name (fpga_manager/fpga0/firmware and flags).
 * Both are files alone: overlays, regions and the loading itself are the kernel's own. Where a board's manager writes into the
 * chip, this one rings a bell in memory that the emulator's side sees, and waits until that side has loaded the logic.
 */
#include <linux/configfs.h>
#include <linux/firmware.h>
#include <linux/fpga/fpga-mgr.h>
#include <linux/io.h>
#include <linux/iopoll.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/platform_device.h>
#include <linux/slab.h>

/* The bell: how often logic was written, how many bytes the last time, and how often the other side has loaded it. */
#define BELL_LOADS 0
#define BELL_BYTES 4
#define BELL_LOADED 8

struct bell {
	void __iomem *at;
	u32 bytes;
};

static int bell_write_init(struct fpga_manager *mgr, struct fpga_image_info *info, const char *buf, size_t count)
{
	struct bell *bell = mgr->priv;

	bell->bytes = 0;
	return 0;
}

static int bell_write(struct fpga_manager *mgr, const char *buf, size_t count)
{
	struct bell *bell = mgr->priv;

	bell->bytes += count;
	return 0;
}

static int bell_write_complete(struct fpga_manager *mgr, struct fpga_image_info *info)
{
	struct bell *bell = mgr->priv;
	u32 loads = readl(bell->at + BELL_LOADED) + 1, loaded;

	writel(bell->bytes, bell->at + BELL_BYTES);
	writel(loads, bell->at + BELL_LOADS);
	return readl_poll_timeout(bell->at + BELL_LOADED, loaded, loaded == loads, 1000, 5000000);
}

static ssize_t firmware_store(struct device *dev, struct device_attribute *attribute, const char *text, size_t count)
{
	struct fpga_manager *mgr = to_fpga_manager(dev);
	struct fpga_image_info *info = fpga_image_info_alloc(dev);
	char *name;
	int error = -ENOMEM;

	if (!info)
		return error;
	name = devm_kstrdup(dev, text, GFP_KERNEL);
	if (name) {
		info->firmware_name = strim(name) == name ? name : NULL;
		error = info->firmware_name ? fpga_mgr_lock(mgr) : -EINVAL;
		if (!error) {
			error = fpga_mgr_load(mgr, info);
			fpga_mgr_unlock(mgr);
		}
	}
	fpga_image_info_free(info);
	return error ? error : count;
}
static DEVICE_ATTR_WO(firmware);

static ssize_t flags_show(struct device *dev, struct device_attribute *attribute, char *text)
{
	return sysfs_emit(text, "0\n");
}

/* Whole logic alone: there are no partial regions here. */
static ssize_t flags_store(struct device *dev, struct device_attribute *attribute, const char *text, size_t count)
{
	unsigned long flags;
	int error = kstrtoul(text, 16, &flags);

	return error ? error : flags ? -EINVAL : count;
}
static DEVICE_ATTR_RW(flags);

static struct attribute *bell_attrs[] = { &dev_attr_firmware.attr, &dev_attr_flags.attr, NULL };
ATTRIBUTE_GROUPS(bell);

static const struct fpga_manager_ops bell_ops = {
	.write_init = bell_write_init,
	.write = bell_write,
	.write_complete = bell_write_complete,
	.groups = bell_groups,
};

static int bell_probe(struct platform_device *device)
{
	struct bell *bell = devm_kzalloc(&device->dev, sizeof(*bell), GFP_KERNEL);

	if (!bell)
		return -ENOMEM;
	bell->at = devm_platform_ioremap_resource(device, 0);
	if (IS_ERR(bell->at))
		return PTR_ERR(bell->at);
	return PTR_ERR_OR_ZERO(devm_fpga_mgr_register(&device->dev, "Emulated FPGA Manager", &bell_ops, bell));
}

static const struct of_device_id bell_ids[] = { { .compatible = "onboard,emulated-fpga" }, {} };
MODULE_DEVICE_TABLE(of, bell_ids);

static struct platform_driver bell_driver = {
	.probe = bell_probe,
	.driver = { .name = "emulated-fpga", .of_match_table = bell_ids },
};

struct overlay {
	struct config_item item;
	char path[128];
	const struct firmware *blob;
	int id;
};

static struct overlay *to_overlay(struct config_item *item)
{
	return container_of(item, struct overlay, item);
}

static ssize_t overlay_path_show(struct config_item *item, char *text)
{
	return sysfs_emit(text, "%s\n", to_overlay(item)->path);
}

/* As linux-xlnx: what went wrong is in the log and in status, and the write is taken all the same. */
static ssize_t overlay_path_store(struct config_item *item, const char *text, size_t count)
{
	struct overlay *overlay = to_overlay(item);
	char name[sizeof(overlay->path)];

	if (overlay->path[0])
		return -EPERM;
	strscpy(name, text, sizeof(name));
	strscpy(overlay->path, strim(name), sizeof(overlay->path));
	if (request_firmware(&overlay->blob, overlay->path, NULL) == 0 &&
	    of_overlay_fdt_apply(overlay->blob->data, overlay->blob->size, &overlay->id, NULL) == 0)
		return count;
	pr_err("overlay %s was not applied\n", overlay->path);
	if (overlay->id)
		of_overlay_remove(&overlay->id);
	release_firmware(overlay->blob);
	overlay->blob = NULL;
	overlay->path[0] = '\0';
	return count;
}
CONFIGFS_ATTR(overlay_, path);

static ssize_t overlay_status_show(struct config_item *item, char *text)
{
	return sysfs_emit(text, "%s\n", to_overlay(item)->blob ? "applied" : "unapplied");
}
CONFIGFS_ATTR_RO(overlay_, status);

static struct configfs_attribute *overlay_attrs[] = { &overlay_attr_path, &overlay_attr_status, NULL };

static void overlay_release(struct config_item *item)
{
	struct overlay *overlay = to_overlay(item);

	if (overlay->blob)
		of_overlay_remove(&overlay->id);
	release_firmware(overlay->blob);
	kfree(overlay);
}

static struct configfs_item_operations overlay_ops = { .release = overlay_release };
static const struct config_item_type overlay_type = {
	.ct_item_ops = &overlay_ops, .ct_attrs = overlay_attrs, .ct_owner = THIS_MODULE,
};

static struct config_item *overlays_make_item(struct config_group *group, const char *name)
{
	struct overlay *overlay = kzalloc(sizeof(*overlay), GFP_KERNEL);

	if (!overlay)
		return ERR_PTR(-ENOMEM);
	config_item_init_type_name(&overlay->item, name, &overlay_type);
	return &overlay->item;
}

static struct configfs_group_operations overlays_ops = { .make_item = overlays_make_item };
static const struct config_item_type overlays_type = { .ct_group_ops = &overlays_ops, .ct_owner = THIS_MODULE };
static const struct config_item_type tree_type = { .ct_owner = THIS_MODULE };
static struct config_group overlays;
static struct configfs_subsystem tree = {
	.su_group.cg_item = { .ci_namebuf = "device-tree", .ci_type = &tree_type },
	.su_mutex = __MUTEX_INITIALIZER(tree.su_mutex),
};

static int __init board_logic_init(void)
{
	int error;

	config_group_init(&tree.su_group);
	config_group_init_type_name(&overlays, "overlays", &overlays_type);
	configfs_add_default_group(&overlays, &tree.su_group);
	error = platform_driver_register(&bell_driver);
	if (error)
		return error;
	error = configfs_register_subsystem(&tree);
	if (error)
		platform_driver_unregister(&bell_driver);
	return error;
}
module_init(board_logic_init);
MODULE_DESCRIPTION("linux-xlnx's ways to load logic, for an emulated board");
MODULE_LICENSE("GPL");
