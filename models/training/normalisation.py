"""Local contrast normalisation: the one representation that synthetic and real images share.

It removes sensor gain, background brightness and shading over about 14 px (1.4 mm, three ridges) and keeps the ridges.
Built only from operations that ONNX has, so the identical arithmetic runs inside fingerprint-foreground.onnx.
"""
import torch.nn.functional as F

CONTRAST_FLOOR = 0.02  # of full scale: flat areas stay flat instead of amplified noise
CLIP = 1.5


def local_mean(image):
    """Mean over about 14 x 14 px, computed at half resolution (five times cheaper than a 15 x 15 pool). [B,1,H,W]."""
    half = F.avg_pool2d(image, 2)
    half = F.pad(half, (3, 3, 3, 3), mode='replicate')
    half = F.avg_pool2d(F.avg_pool2d(half, (1, 7), 1), (7, 1), 1)
    return F.interpolate(half, scale_factor=2.0, mode='bilinear', align_corners=False)


def normalise(grey):
    """grey f32 [B,1,H,W], 0..1 dark ridges, H and W even -> f32 of the same shape in -1.5..1.5, ridges negative."""
    detail = grey - local_mean(grey)
    deviation = local_mean(local_mean(detail * detail)).clamp(min=0).sqrt()
    return (0.6 * detail / (deviation + CONTRAST_FLOOR)).clamp(-CLIP, CLIP)
