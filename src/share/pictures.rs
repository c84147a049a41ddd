//! Pictures decoded and encoded anew: what is seen goes along, and nothing that travelled with it.
//!
//! Does not read files: bytes are given. No chunk, profile, thumbnail, comment or place of the camera survives, because
//! nothing but pixels is kept.

use std::io::Cursor;

use image::codecs::gif::{GifDecoder, GifEncoder, Repeat};
use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{AnimationDecoder, DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

/// A picture that may be handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Its file's new name.
    pub name: String,
    /// Its media type.
    pub kind: &'static str,
    /// The file.
    pub bytes: Vec<u8>,
}

/// Width and height of the largest picture that is decoded, in pixels.
const WIDEST: u32 = 20_000;
/// Memory that one picture may take, in bytes.
const MOST_MEMORY: u64 = 512 * 1024 * 1024;
/// Of 100: what no eye tells from the picture.
const QUALITY: u8 = 90;

/// Encodes a picture anew; `name` is its new name, whose ending says nothing.
///
/// # Errors
/// A file that is no PNG, JPEG, GIF or WebP, is broken, or is too large to be decoded: in words.
pub fn again(name: &str, bytes: &[u8]) -> Result<Picture, String> {
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|error| error.to_string())?;
    let format = reader.format().ok_or("it is no picture that can be decoded")?;
    let (kind, bytes) = match format {
        ImageFormat::Png => ("image/png", still(reader, ImageFormat::Png)?),
        ImageFormat::WebP => ("image/webp", still(reader, ImageFormat::WebP)?),
        ImageFormat::Jpeg => ("image/jpeg", still(reader, ImageFormat::Jpeg)?),
        ImageFormat::Gif => ("image/gif", moving(bytes)?),
        _ => return Err("only PNG, JPEG, GIF and WebP can be encoded anew".into()),
    };
    Ok(Picture { name: name.to_string(), kind, bytes })
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(WIDEST), Some(WIDEST));
    limits.max_alloc = Some(MOST_MEMORY);
    limits
}

/// One picture, turned as the camera was held.
fn still(mut reader: ImageReader<Cursor<&[u8]>>, format: ImageFormat) -> Result<Vec<u8>, String> {
    reader.limits(limits());
    let mut decoder = reader.into_decoder().map_err(|error| error.to_string())?;
    let turned = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| error.to_string())?;
    picture.apply_orientation(turned);
    let mut out = Cursor::new(Vec::new());
    let written = match format {
        ImageFormat::Jpeg => JpegEncoder::new_with_quality(&mut out, QUALITY).encode_image(&picture.to_rgb8()),
        format => {
            let mut pixels = picture.to_rgba8();
            // What is under a pixel that nobody sees stays behind.
            pixels.pixels_mut().filter(|pixel| pixel.0[3] == 0).for_each(|pixel| pixel.0 = [0; 4]);
            DynamicImage::from(pixels).write_to(&mut out, format)
        }
    };
    written.map_err(|error| error.to_string())?;
    Ok(out.into_inner())
}

/// All frames of a GIF.
fn moving(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let mut decoder = GifDecoder::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    decoder.set_limits(limits()).map_err(|error| error.to_string())?;
    let mut out = Vec::new();
    {
        let mut encoder = GifEncoder::new(&mut out);
        encoder.set_repeat(Repeat::Infinite).map_err(|error| error.to_string())?;
        for frame in decoder.into_frames().take(MOST_FRAMES) {
            let frame = frame.map_err(|error| error.to_string())?;
            encoder.encode_frame(frame).map_err(|error| error.to_string())?;
        }
    }
    Ok(out)
}

/// Of a GIF, so that a small file cannot become an endless one.
const MOST_FRAMES: usize = 500;
