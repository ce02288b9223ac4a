"""Scenes for the foreground network: an impression somewhere on a sensor image, card or photo, and images without one.

Positives: backgrounds with shading, noise, frames, strips, printed lines and text; the impression may run out of the
image. Negatives (all-zero mask): blank, noise, gradients, text, gratings, checkerboards, rings, blobs, shapes, face-like
ovals. The truth mask is the renderer's own contact area.
"""
import math
import string

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image, ImageDraw, ImageFont

from normalisation import normalise
from renderer import blur, render_impressions

IMPRESSION = 208  # px
SCENE_SIZES = ((192, 192), (256, 256), (288, 224), (224, 320), (320, 256))  # height, width: multiples of 16
RESERVOIR = 768  # impressions kept ready; a few are replaced by fresh ones before every batch
REPLACED_PER_BATCH = 6
NEGATIVE_SHARE = 0.35


class SceneSource:
    def __init__(self, master_paths, generator):
        sources = [torch.load(path) for path in master_paths]
        self.masters = torch.cat([source['masters'] for source in sources])
        self.centres = torch.cat([source['centres'] for source in sources])
        self.generator = generator
        self.random = np.random.default_rng(int(torch.randint(2**31, (), generator=generator)))
        self.grey = torch.zeros(RESERVOIR, 1, IMPRESSION, IMPRESSION)
        self.contact = torch.zeros(RESERVOIR, 1, IMPRESSION, IMPRESSION)
        for first in range(0, RESERVOIR, 32):
            self.replace(torch.arange(first, first + 32))

    @torch.no_grad()
    def replace(self, rows):
        fingers = torch.randint(len(self.masters), (len(rows),), generator=self.generator)
        self.grey[rows], self.contact[rows], _ = render_impressions(
            self.masters[fingers], self.centres[fingers], self.generator, size=IMPRESSION)

    @torch.no_grad()
    def batch(self, count):
        """normalised f32 [count,1,H,W], mask f32 [count,1,H/8,W/8]; one size per batch."""
        self.replace(torch.randint(RESERVOIR, (REPLACED_PER_BATCH,), generator=self.generator))
        height, width = SCENE_SIZES[self.random.integers(len(SCENE_SIZES))]
        scenes, masks = zip(*(self.scene(height, width) for _ in range(count)))
        grey = torch.from_numpy(np.stack(scenes)).float()[:, None]
        grey = (grey.clamp(0, 1) * 255).round() / 255
        masks = torch.from_numpy(np.stack(masks)).float()[:, None]
        return normalise(grey), F.avg_pool2d(masks, 8)

    def scene(self, height, width):
        if self.random.random() < NEGATIVE_SHARE:
            return negative_scene(self.random, height, width), np.zeros((height, width), np.float32)
        return self.positive_scene(height, width)

    def positive_scene(self, height, width):
        random = self.random
        row = random.integers(RESERVOIR)
        grey, contact = self.grey[row, 0].numpy(), self.contact[row, 0].numpy()
        if random.random() < 0.5:
            grey, contact = grey[:, ::-1], contact[:, ::-1]
        background = sensor_background(random, height, width, float(np.median(grey)))
        mask = np.zeros((height, width), np.float32)
        top = int(random.normal((height - IMPRESSION) / 2, max(8, (height - IMPRESSION) / 3)))
        left = int(random.normal((width - IMPRESSION) / 2, max(8, (width - IMPRESSION) / 3)))
        rows = slice(max(0, top), min(height, top + IMPRESSION))
        columns = slice(max(0, left), min(width, left + IMPRESSION))
        source = (slice(rows.start - top, rows.stop - top), slice(columns.start - left, columns.stop - left))
        mask[rows, columns] = contact[source]
        patch = background[rows, columns]
        # Half of the time only the skin is pasted, otherwise the whole sensor field with its border.
        weight = contact[source] if random.random() < 0.6 else np.float32(1)
        background[rows, columns] = patch * (1 - weight) + grey[source] * weight
        scene = background
        if random.random() < 0.3:
            scene = add_frame(random, scene, mask)
        if random.random() < 0.3:
            scene = scene * random.uniform(0.3, 1) + random.uniform(0, 0.3)
        return scene.astype(np.float32), mask


def sensor_background(random, height, width, level):
    scene = np.full((height, width), level if random.random() < 0.5 else random.uniform(0.05, 1.0), np.float32)
    if random.random() < 0.5:
        scene += random.uniform(0, 0.15) * smooth_field(random, height, width, random.integers(2, 7))
    if random.random() < 0.6:
        scene += random.uniform(0, 0.08) * random.standard_normal((height, width), dtype=np.float32)
    if random.random() < 0.15:  # fixed-pattern noise of line sensors
        scene += random.uniform(0, 0.06) * random.standard_normal((height, 1), dtype=np.float32)
    if random.random() < 0.15:
        scene = np.minimum(scene, text_scene(random, height, width))
    if random.random() < 0.1:
        scene = lines(random, scene)
    return scene


def add_frame(random, scene, mask):
    """Bright or dark strips along some sides, as left by sensor housings and card scans. They also hide the skin."""
    level = random.choice([0.0, 1.0, random.random()])
    height, width = scene.shape
    for side in range(4):
        if random.random() < 0.5:
            depth = int(random.uniform(2, 28))
            strip = [slice(0, depth), slice(height - depth, height)][side] if side < 2 else slice(None)
            column = [slice(0, depth), slice(width - depth, width)][side - 2] if side >= 2 else slice(None)
            scene[strip, column] = level
            mask[strip, column] = 0
    return scene


def smooth_field(random, height, width, nodes):
    small = torch.from_numpy(random.standard_normal((1, 1, int(nodes), int(nodes)), dtype=np.float32))
    return F.interpolate(small, size=(height, width), mode='bicubic', align_corners=True)[0, 0].numpy()


def lines(random, scene):
    image = Image.fromarray((scene.clip(0, 1) * 255).astype(np.uint8))
    pen = ImageDraw.Draw(image)
    height, width = scene.shape
    for _ in range(random.integers(1, 8)):
        grey = int(random.integers(256))
        if random.random() < 0.5:
            y = int(random.integers(height))
            pen.line((0, y, width, y + int(random.normal(0, 4))), fill=grey, width=int(random.integers(1, 4)))
        else:
            x = int(random.integers(width))
            pen.line((x, 0, x + int(random.normal(0, 4)), height), fill=grey, width=int(random.integers(1, 4)))
    return np.asarray(image, np.float32) / 255


def negative_scene(random, height, width):
    kind = NEGATIVES[random.integers(len(NEGATIVES))]
    scene = kind(random, height, width)
    if random.random() < 0.3:
        other = NEGATIVES[random.integers(len(NEGATIVES))](random, height, width)
        cut = int(random.uniform(0.2, 0.8) * width)
        scene = np.concatenate([scene[:, :cut], other[:, cut:]], 1)
    scene = scene + random.uniform(0, 0.06) * random.standard_normal((height, width), dtype=np.float32)
    if random.random() < 0.5:
        scene = blur(torch.from_numpy(scene.astype(np.float32))[None, None], random.uniform(0.3, 1.2))[0, 0].numpy()
    if random.random() < 0.5:
        scene = scene * random.uniform(0.2, 1) + random.uniform(0, 0.3)
    return scene.astype(np.float32)


def blank_scene(random, height, width):
    return np.full((height, width), random.random(), np.float32)


def noise_scene(random, height, width):
    scale = int(random.choice([1, 1, 2, 3, 4, 6]))
    noise = random.standard_normal((height // scale + 1, width // scale + 1), dtype=np.float32)
    noise = np.kron(noise, np.ones((scale, scale), np.float32))[:height, :width]
    return 0.5 + random.uniform(0.02, 0.4) * noise


def gradient_scene(random, height, width):
    return 0.5 + 0.3 * smooth_field(random, height, width, random.integers(2, 6))


def blob_scene(random, height, width):
    scene = sum(smooth_field(random, height, width, nodes) * weight
                for nodes, weight in zip((3, 8, 20, 50), random.uniform(0, 1, 4)))
    if random.random() < 0.4:
        scene = np.tanh(scene * random.uniform(1, 10))
    return 0.5 + 0.25 * scene


def grating_scene(random, height, width):
    """Straight or slightly bent stripes, sinusoidal or square, of any period around the ridge period."""
    y, x = np.mgrid[:height, :width].astype(np.float32)
    angle, period = random.uniform(0, math.pi), math.exp(random.uniform(math.log(2.5), math.log(24)))
    phase = (x * math.cos(angle) + y * math.sin(angle)) / period
    if random.random() < 0.3:
        phase = phase + random.uniform(0, 0.6) * smooth_field(random, height, width, 3)
    wave = np.sin(2 * math.pi * phase)
    return 0.5 + random.uniform(0.1, 0.5) * (np.sign(wave) if random.random() < 0.5 else wave)


def checker_scene(random, height, width):
    y, x = np.mgrid[:height, :width].astype(np.float32)
    angle, cell = random.uniform(0, math.pi / 2), random.uniform(2, 24)
    u, v = x * math.cos(angle) + y * math.sin(angle), -x * math.sin(angle) + y * math.cos(angle)
    return 0.5 + random.uniform(0.1, 0.5) * np.sign(np.sin(math.pi * u / cell) * np.sin(math.pi * v / cell))


def ring_scene(random, height, width):
    y, x = np.mgrid[:height, :width].astype(np.float32)
    radius = np.hypot(x - random.uniform(0, width), (y - random.uniform(0, height)) * random.uniform(0.8, 1.25))
    wave = np.sin(2 * math.pi * radius / random.uniform(3, 30))
    return 0.5 + random.uniform(0.1, 0.5) * (np.sign(wave) if random.random() < 0.5 else wave)


def text_scene(random, height, width):
    """Rows of glyphs at several sizes, dark on light or light on dark."""
    scale = random.uniform(0.6, 3)
    small_width, small_height = int(width / scale) + 1, int(height / scale) + 1
    image = Image.new('L', (small_width, small_height), 255)
    pen, font = ImageDraw.Draw(image), ImageFont.load_default()
    pitch = int(random.integers(9, 22))
    letters = list(string.ascii_letters + string.digits + ' .,-<<')
    for y in range(int(random.integers(0, pitch)), small_height, pitch):
        if random.random() < 0.85:
            text = ''.join(random.choice(letters, size=small_width // 5))
            pen.text((int(random.integers(-20, 20)), y), text, fill=int(random.integers(0, 120)), font=font)
    image = image.resize((width, height), Image.BILINEAR)
    if random.random() < 0.5:
        image = image.rotate(random.uniform(-20, 20), fillcolor=255)
    scene = np.asarray(image, np.float32) / 255
    return 1 - scene if random.random() < 0.2 else scene


def shape_scene(random, height, width):
    """Random polygons, ellipses and lines over a shaded ground: edges as in photographs and documents."""
    image = Image.fromarray((gradient_scene(random, height, width).clip(0, 1) * 255).astype(np.uint8))
    pen = ImageDraw.Draw(image)
    for _ in range(random.integers(3, 40)):
        grey = int(random.integers(256))
        x, y = random.uniform(0, width), random.uniform(0, height)
        extent = random.uniform(2, 80, 2)
        kind = random.integers(4)
        if kind == 0:
            pen.ellipse((x, y, x + extent[0], y + extent[1]), fill=grey)
        elif kind == 1:
            pen.rectangle((x, y, x + extent[0], y + extent[1]), fill=grey)
        elif kind == 2:
            pen.ellipse((x, y, x + extent[0], y + extent[1]), outline=grey)
        else:
            pen.polygon([tuple(corner) for corner in random.normal((x, y), 30, (4, 2))], fill=grey)
    return np.asarray(image, np.float32) / 255 + 0.05 * smooth_field(random, height, width, 40)


def face_scene(random, height, width):
    """An oval with darker eyes, brows, mouth and hair strands: the layout of a portrait."""
    image = Image.new('L', (width, height), int(random.integers(256)))
    pen = ImageDraw.Draw(image)
    middle_x, middle_y, half = random.uniform(0.4, 0.6) * width, height / 2, random.uniform(0.2, 0.4) * width
    skin = int(random.integers(60, 240))
    pen.ellipse((middle_x - half, middle_y - 1.3 * half, middle_x + half, middle_y + 1.3 * half), fill=skin)
    dark = int(skin * random.uniform(0.1, 0.7))
    for side in (-1, 1):
        eye_x, eye_y = middle_x + side * 0.42 * half, middle_y - 0.25 * half
        pen.ellipse((eye_x - 0.2 * half, eye_y - 0.1 * half, eye_x + 0.2 * half, eye_y + 0.1 * half), fill=dark)
        pen.line((eye_x - 0.25 * half, eye_y - 0.25 * half, eye_x + 0.25 * half, eye_y - 0.28 * half), fill=dark, width=3)
    pen.line((middle_x - 0.4 * half, middle_y + 0.65 * half, middle_x + 0.4 * half, middle_y + 0.65 * half), fill=dark, width=4)
    for _ in range(random.integers(0, 120)):
        x = random.normal(middle_x, half)
        pen.line((x, middle_y - 1.5 * half, x + random.normal(0, 15), middle_y - 0.8 * half), fill=int(random.integers(120)))
    scene = np.asarray(image, np.float32) / 255
    return scene + 0.08 * smooth_field(random, height, width, 6) + 0.03 * smooth_field(random, height, width, 40)


NEGATIVES = (blank_scene, noise_scene, gradient_scene, blob_scene, grating_scene, checker_scene, ring_scene, text_scene,
             shape_scene, face_scene)
